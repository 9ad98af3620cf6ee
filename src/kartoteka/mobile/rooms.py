"""
The rooms of the Portal whose pages are in the app too.

A page that is added to a room of `urlpatterns` is in the app without more. Of the other rooms the app has a part; the
rest of their pages stays where it is.
"""

from django.urls import include, path

from kartoteka.mobile.device import esia, first_run, unlock
from kartoteka.web.accounts import esia as portal_esia
from kartoteka.web.accounts.passwords import ProvePassword
from kartoteka.web.accounts.step_up import StepUp
from kartoteka.web.regions.views import services

urlpatterns = [
    path("", include("kartoteka.web.card_index.urls")),
    path("", include("kartoteka.web.health_record.urls")),
    path("", include("kartoteka.web.moderation.urls")),
    path("", include("kartoteka.web.access.urls")),
    path("", include("kartoteka.web.profile.urls")),
    path("", include("kartoteka.web.feedback.urls")),
    path("", include("kartoteka.web.watching.urls")),
]

# What a session is asked for before a health record opens.
proofs = [
    path("proof/", ProvePassword.as_view(), name="prove"),
    path("step-up/", StepUp.as_view(), name="step-up"),
    # By Gosuslugi, which come back into the app.
    path("sign-in/esia/again/", portal_esia.again, name="esia-again"),
    path("sign-in/esia/link/", portal_esia.link, name="esia-link"),
]
services_of_region = [path("services/", services, name="services")]
# Pages of the device under the names that the Portal's pages know.
doors = [
    path("sign-in/", first_run.SignIn.as_view(), name="sign-in"),
    path("sign-in/esia/return/", esia.come_back, name="esia-return"),
    path("sign-out/", unlock.sign_out, name="sign-out"),
]
choice_of_region = [path("region/", first_run.ChooseAppRegion.as_view(), name="choose")]
