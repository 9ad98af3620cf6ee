from django.urls import path

from kartoteka.web.feedback import views

app_name = "feedback"
urlpatterns = [
    path("feedback/", views.Feedback.as_view(), name="feedback"),
    path("feedback/sent/<str:number>/", views.sent, name="sent"),
]
