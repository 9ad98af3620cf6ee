from django.urls import path

from kartoteka.web.profile import passwords, sessions, views

app_name = "profile"
urlpatterns = [
    path("profile/", views.ProfilePage.as_view(), name="profile"),
    path("profile/sessions/", sessions.SessionsPage.as_view(), name="sessions"),
    path("profile/password/", passwords.ChangePassword.as_view(), name="password"),
    path("profile/phone/", views.PhoneActivationPage.as_view(), name="phone"),
]
