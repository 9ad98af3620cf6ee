from django.urls import path

from kartoteka.web.health_record import views

app_name = "record"
_RECORD = "card-index/<uuid:card_id>/record/"
urlpatterns = [
    path("records/", views.PeoplePage.as_view(), name="people"),
    path(_RECORD, views.OverviewPage.as_view(), name="overview"),
    path(f"{_RECORD}history/", views.HistoryPage.as_view(), name="history"),
    path(f"{_RECORD}history/<uuid:case_id>/", views.CasePage.as_view(), name="case"),
    path(f"{_RECORD}results/", views.ResultsPage.as_view(), name="results"),
    path(f"{_RECORD}results/<uuid:result_id>/", views.ResultPage.as_view(), name="result"),
    path(f"{_RECORD}trends/<slug:code>/", views.TrendPage.as_view(), name="trend"),
    path(f"{_RECORD}prescriptions/", views.PrescriptionsPage.as_view(), name="prescriptions"),
    path(f"{_RECORD}observation/", views.ObservationsPage.as_view(), name="observation"),
]
