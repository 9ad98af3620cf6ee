from django.urls import path

from kartoteka.ui.views import web_manifest

urlpatterns = [path("manifest.webmanifest", web_manifest, name="web-manifest")]
