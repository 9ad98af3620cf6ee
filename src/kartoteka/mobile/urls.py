from django.urls import URLPattern, URLResolver, include, path

from kartoteka.mobile import pwa, rooms, views
from kartoteka.web.start.views import install

app_name = "mobile"
# The app's own pages, which the Portal has not.
own: list[URLPattern | URLResolver] = [
    path("", views.Home.as_view(), name="home"),
    path("settings/", views.SettingsPage.as_view(), name="settings"),
    path("install/", install, name="install"),
    path("offline/", pwa.offline, name="offline"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("service-worker.js", pwa.service_worker, name="service-worker"),
    path("", include("kartoteka.mobile.device.urls")),
]
urlpatterns = [
    *own,
    path("", include("kartoteka.mobile.rooms")),
    path("", include((rooms.proofs, "accounts"))),
    path("", include((rooms.services_of_region, "regions"))),
]
