"""From the home screen to the unlocked app: region, sign-in, PIN, quick sign-in."""

from django.urls import path

from kartoteka.mobile.device import first_run

urlpatterns = [
    path("region/", first_run.ChooseAppRegion.as_view(), name="region"),
    path("sign-in/", first_run.SignIn.as_view(), name="sign-in"),
    path("sign-out/", first_run.sign_out, name="sign-out"),
]
