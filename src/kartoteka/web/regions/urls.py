from django.urls import path

from kartoteka.web.regions import views

app_name = "regions"
urlpatterns = [
    path("region/", views.ChooseRegion.as_view(), name="choose"),
    path("services/", views.services, name="services"),
]
