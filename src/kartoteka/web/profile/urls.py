from django.urls import path

from kartoteka.web.profile import views

app_name = "profile"
urlpatterns = [
    path("profile/", views.ProfilePage.as_view(), name="profile"),
    path("profile/phone/", views.PhoneActivationPage.as_view(), name="phone"),
]
