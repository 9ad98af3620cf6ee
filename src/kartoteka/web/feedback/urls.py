from django.urls import path

from kartoteka.web.feedback import views

app_name = "feedback"
urlpatterns = [path("feedback/", views.feedback, name="feedback")]
