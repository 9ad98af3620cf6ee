from django.urls import path

from kartoteka.desk import child_code, figures, registrar, rights, views

app_name = "desk"
urlpatterns = [
    path("", views.Queue.as_view(), name="queue"),
    path("registrar/", registrar.Search.as_view(), name="registrar"),
    path("registrar/cards/<uuid:card_id>/", registrar.OnePatient.as_view(), name="patient"),
    path("registrar/cards/<uuid:card_id>/confirm/", registrar.Confirm.as_view(), name="confirm-identity"),
    path("registrar/cards/<uuid:card_id>/withdraw/", registrar.Withdraw.as_view(), name="withdraw-identity"),
    path("registrar/cards/<uuid:card_id>/slip/", registrar.Slip.as_view(), name="slip"),
    path("registrar/child-code/", child_code.ChildCode.as_view(), name="child-code"),
    path("registrar/rights/", rights.Rights.as_view(), name="rights"),
    path("registrar/rights/consent/", rights.Consent.as_view(), name="consent"),
    path("registrar/rights/take-back/", rights.TakeBack.as_view(), name="take-back"),
    path("registrar/rights/end-paper/", rights.EndPaper.as_view(), name="end-paper"),
    path("registrar/rights/emancipation/", rights.Emancipation.as_view(), name="emancipation"),
    path("registrar/rights/birth-date/", rights.BirthDate.as_view(), name="birth-date"),
    path("registrar/rights/dispute/", rights.Dispute.as_view(), name="dispute"),
    path("registrar/rights/ban/", rights.Ban.as_view(), name="ban"),
    path("registrar/rights/lift/", rights.Lift.as_view(), name="lift"),
    path("kin-denials/", registrar.KinDenials.as_view(), name="kin-denials"),
    path("figures/", figures.FiguresPage.as_view(), name="figures"),
    path("figures/csv/", figures.FiguresFile.as_view(), name="figures-csv"),
    path("requests/<slug:number>/", views.OneRequest.as_view(), name="request"),
    path("requests/<slug:number>/take/", views.Take.as_view(), name="take"),
    path("requests/<slug:number>/give-back/", views.GiveBack.as_view(), name="give-back"),
    path("requests/<slug:number>/ask/", views.Ask.as_view(), name="ask"),
    path("requests/<slug:number>/confirm/", views.Confirm.as_view(), name="confirm"),
    path("requests/<slug:number>/agree/", views.Agree.as_view(), name="agree"),
    path("requests/<slug:number>/undo/", views.Undo.as_view(), name="undo"),
    path("requests/<slug:number>/refuse/", views.Refuse.as_view(), name="refuse"),
]
