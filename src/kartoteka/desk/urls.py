from django.urls import path

from kartoteka.desk import figures, views

app_name = "desk"
urlpatterns = [
    path("", views.Queue.as_view(), name="queue"),
    path("figures/", figures.FiguresPage.as_view(), name="figures"),
    path("figures/csv/", figures.FiguresFile.as_view(), name="figures-csv"),
    path("requests/<slug:number>/", views.OneRequest.as_view(), name="request"),
    path("requests/<slug:number>/take/", views.Take.as_view(), name="take"),
    path("requests/<slug:number>/give-back/", views.GiveBack.as_view(), name="give-back"),
    path("requests/<slug:number>/ask/", views.Ask.as_view(), name="ask"),
    path("requests/<slug:number>/confirm/", views.Confirm.as_view(), name="confirm"),
    path("requests/<slug:number>/refuse/", views.Refuse.as_view(), name="refuse"),
]
