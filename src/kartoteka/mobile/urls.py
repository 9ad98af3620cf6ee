from django.urls import include, path

from kartoteka.mobile import views

app_name = "mobile"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("", include("kartoteka.mobile.device.urls")),
]
