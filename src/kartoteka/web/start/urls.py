from django.urls import path

from kartoteka.web.start import views

app_name = "start"
urlpatterns = [
    path("", views.start, name="start"),
    path("install/", views.install, name="install"),
]
