from django.urls import path

from kartoteka.web.profile import passwords, views

app_name = "profile"
urlpatterns = [
    path("profile/", views.ProfilePage.as_view(), name="profile"),
    path("profile/password/", passwords.ChangePassword.as_view(), name="password"),
    path("profile/phone/", views.PhoneActivationPage.as_view(), name="phone"),
]
