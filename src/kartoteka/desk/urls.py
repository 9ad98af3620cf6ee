from django.urls import path

from kartoteka.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.Queue.as_view(), name="queue"),
    path("requests/<slug:number>/", views.OneRequest.as_view(), name="request"),
    path("requests/<slug:number>/take/", views.Take.as_view(), name="take"),
    path("requests/<slug:number>/give-back/", views.GiveBack.as_view(), name="give-back"),
    path("requests/<slug:number>/ask/", views.Ask.as_view(), name="ask"),
    path("requests/<slug:number>/confirm/", views.Confirm.as_view(), name="confirm"),
    path("requests/<slug:number>/agree/", views.Agree.as_view(), name="agree"),
    path("requests/<slug:number>/undo/", views.Undo.as_view(), name="undo"),
    path("requests/<slug:number>/refuse/", views.Refuse.as_view(), name="refuse"),
]
