from django.urls import path

from kartoteka.web.appearance import views

app_name = "appearance"
urlpatterns = [path("appearance/", views.change, name="change")]
