from django.urls import path

from kartoteka.web.access import asking, codes, incoming, journal, people, reporting, state

app_name = "access"
_OF_CARD = "card-index/<uuid:card_id>/access/"
urlpatterns = [
    path(_OF_CARD, state.StatePage.as_view(), name="state"),
    path(f"{_OF_CARD}ask/", asking.AskPage.as_view(), name="ask"),
    path(f"{_OF_CARD}give-up/", state.GiveUpPage.as_view(), name="give-up"),
    path(f"{_OF_CARD}code/", codes.CodesPage.as_view(), name="codes"),
    path(f"{_OF_CARD}redeem/", codes.RedeemPage.as_view(), name="redeem"),
    path(f"{_OF_CARD}people/", people.PeoplePage.as_view(), name="people"),
    path(f"{_OF_CARD}people/<uuid:account_id>/", people.TrustedPage.as_view(), name="trusted"),
    path(f"{_OF_CARD}journal/", journal.JournalPage.as_view(), name="journal"),
    path(f"{_OF_CARD}journal/<int:number>/", reporting.ReportPage.as_view(), name="report"),
    path(f"{_OF_CARD}journal/export/", journal.JournalExport.as_view(), name="journal-export"),
    path("access-requests/", incoming.RequestsPage.as_view(), name="requests"),
    path("access-requests/<uuid:request_id>/", incoming.RequestPage.as_view(), name="request"),
]
