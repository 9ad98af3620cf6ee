from django.urls import path

from kartoteka.web.accounts import consent, esia, passwords, sign_up, step_up, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/esia/", esia.begin, name="esia"),
    path("sign-in/esia/again/", esia.again, name="esia-again"),
    path("sign-in/esia/link/", esia.link, name="esia-link"),
    path("sign-in/esia/return/", esia.come_back, name="esia-return"),
    path("sign-up/", sign_up.AskToSignUp.as_view(), name="sign-up"),
    path("sign-up/sent/", sign_up.letter_sent, name="sign-up-sent"),
    path("sign-up/<str:word>/", sign_up.FinishSignUp.as_view(), name="sign-up-finish"),
    path("password/", passwords.AskForReset.as_view(), name="reset"),
    path("password/sent/", passwords.letter_sent, name="reset-sent"),
    path("password/<str:word>/", passwords.FinishReset.as_view(), name="reset-finish"),
    path("consent/", consent.ConsentPage.as_view(), name="consent"),
    path("proof/", passwords.ProvePassword.as_view(), name="prove"),
    path("step-up/", step_up.StepUp.as_view(), name="step-up"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
