# Registers its pages with the site.
from kartoteka.administration import accounts, consents, letters, regions, tickets  # noqa: F401
from kartoteka.administration.site import site

app_name = "admin"
urlpatterns = site.get_urls()
