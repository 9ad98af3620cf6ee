from django.urls import path

from kartoteka.web.accounts import esia, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/esia/", esia.begin, name="esia"),
    path("sign-in/esia/return/", esia.come_back, name="esia-return"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
