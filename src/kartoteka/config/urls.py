from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("kartoteka.web.start.urls")),
    path("", include("kartoteka.web.regions.urls")),
    path("", include("kartoteka.web.appearance.urls")),
    path("", include("kartoteka.web.feedback.urls")),
    path("", include("kartoteka.web.accounts.urls")),
    path("", include("kartoteka.web.accounts.second_factor_urls")),
    path("", include("kartoteka.web.profile.urls")),
    path("", include("kartoteka.web.card_index.urls")),
    path("", include("kartoteka.web.health_record.urls")),
    path("", include("kartoteka.web.papers.urls")),
    path("", include("kartoteka.web.moderation.urls")),
    path("", include("kartoteka.web.access.urls")),
    path("", include("kartoteka.web.watching.urls")),
    path("m/", include("kartoteka.mobile.urls")),
    path("admin/", include("kartoteka.administration.urls")),
    path("desk/", include("kartoteka.desk.urls")),
    path("health/", include("kartoteka.operations.urls")),
    *(path(beginning, include(module)) for beginning, module in settings.KARTOTEKA_EXTRA_URLS.items()),
]

handler400 = "kartoteka.ui.errors.bad_request"
handler403 = "kartoteka.ui.errors.permission_denied"
handler404 = "kartoteka.ui.errors.page_not_found"
handler500 = "kartoteka.ui.errors.server_error"
