from django.urls import path

from kartoteka.web.health_record import documents, downloads, views

app_name = "record"
_RECORD = "card-index/<uuid:card_id>/record/"
urlpatterns = [
    path("records/", views.PeoplePage.as_view(), name="people"),
    path(_RECORD, views.OverviewPage.as_view(), name="overview"),
    path(f"{_RECORD}history/", views.HistoryPage.as_view(), name="history"),
    path(f"{_RECORD}history/<uuid:case_id>/", views.CasePage.as_view(), name="case"),
    path(f"{_RECORD}reports/<uuid:report_id>/", views.ReportPage.as_view(), name="report"),
    path(f"{_RECORD}reports/<uuid:report_id>/pdf/", views.ReportFile.as_view(), name="report-file"),
    path(f"{_RECORD}results/", views.ResultsPage.as_view(), name="results"),
    path(f"{_RECORD}results/<uuid:result_id>/", views.ResultPage.as_view(), name="result"),
    path(f"{_RECORD}trends/<slug:code>/", views.TrendPage.as_view(), name="trend"),
    path(f"{_RECORD}prescriptions/", views.PrescriptionsPage.as_view(), name="prescriptions"),
    path(f"{_RECORD}observation/", views.ObservationsPage.as_view(), name="observation"),
    path(f"{_RECORD}documents/", documents.DocumentsPage.as_view(), name="documents"),
    path(f"{_RECORD}documents/<uuid:document_id>/", documents.DocumentPage.as_view(), name="document"),
    path(f"{_RECORD}documents/<uuid:document_id>/pdf/", documents.DocumentPdf.as_view(), name="document-pdf"),
    path(f"{_RECORD}documents/<uuid:document_id>/original/", documents.DocumentZip.as_view(), name="document-zip"),
    path(f"{_RECORD}download/", downloads.DownloadPage.as_view(), name="download"),
    path(f"{_RECORD}download/<uuid:download_id>/", downloads.DownloadFile.as_view(), name="download-file"),
]
