from django.urls import path

from kartoteka.web.moderation import views

app_name = "moderation"
urlpatterns = [
    path("card-index/<uuid:card_id>/verification/", views.Progress.as_view(), name="progress"),
]
