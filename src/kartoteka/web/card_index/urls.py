from django.urls import path

from kartoteka.web.card_index import kin, views

app_name = "card_index"
urlpatterns = [
    path("card-index/", views.CardIndexPage.as_view(), name="list"),
    path("card-index/add/", views.AddPerson.as_view(), name="add"),
    path("card-index/listings/", views.Listings.as_view(), name="listings"),
    path("card-index/kin/", kin.Kin.as_view(), name="kin"),
    path("card-index/<uuid:card_id>/", views.PersonPage.as_view(), name="person"),
    path("card-index/<uuid:card_id>/edit/", views.EditPerson.as_view(), name="edit"),
    path("card-index/<uuid:card_id>/remove/", views.RemovePerson.as_view(), name="remove"),
]
