from django.urls import path

from kartoteka.web.access import codes, state

app_name = "access"
urlpatterns = [
    path("card-index/<uuid:card_id>/access/", state.StatePage.as_view(), name="state"),
    path("card-index/<uuid:card_id>/access/code/", codes.CodesPage.as_view(), name="codes"),
    path("card-index/<uuid:card_id>/access/redeem/", codes.RedeemPage.as_view(), name="redeem"),
]
