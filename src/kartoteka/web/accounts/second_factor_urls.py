"""Pages of the second factor, under the names by which the package that checks it looks for them."""

from django.urls import path

from kartoteka.web.accounts import second_factor_views as views
from kartoteka.web.accounts.views import SignIn

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/code/", views.SignInCode.as_view(), name="mfa_authenticate"),
    path("second-factor/", views.SecondFactor.as_view(), name="mfa_index"),
    path("second-factor/set-up/", views.SetUpSecondFactor.as_view(), name="mfa_activate_totp"),
    path("second-factor/recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("second-factor/recovery-codes/new/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("second-factor/password/", views.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("second-factor/code/", views.ConfirmCode.as_view(), name="mfa_reauthenticate"),
]
