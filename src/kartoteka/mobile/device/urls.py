"""From the home screen to the unlocked app: region, sign-in, PIN, quick sign-in."""

from django.urls import path

from kartoteka.mobile.device import biometrics, consent, creation, esia, first_run, notifications, settings, unlock

urlpatterns = [
    path("start/", unlock.launch, name="launch"),
    path("region/", first_run.ChooseAppRegion.as_view(), name="region"),
    path("sign-in/", first_run.SignIn.as_view(), name="sign-in"),
    path("sign-in/esia/", esia.begin, name="esia"),
    path("sign-in/esia/return/", esia.come_back, name="esia-return"),
    path("consent/", consent.AppConsent.as_view(), name="consent"),
    path("pin/new/", creation.CreatePin.as_view(), name="create-pin"),
    path("pin/way/", biometrics.ChooseWay.as_view(), name="choose-way"),
    path("unlock/", unlock.Unlock.as_view(), name="unlock"),
    path("unlock/challenge/", unlock.challenge, name="challenge"),
    path("lock/", unlock.lock, name="lock"),
    path("forget/", unlock.forget, name="forget"),
    path("gone/", unlock.gone_page, name="gone"),
    path("settings/sign-in/", settings.SignInSettings.as_view(), name="sign-in-settings"),
    path("settings/pin/", settings.ChangePin.as_view(), name="change-pin"),
    path("settings/notifications/", notifications.Notifications.as_view(), name="notifications"),
    path("sign-out/", unlock.sign_out, name="sign-out"),
]
