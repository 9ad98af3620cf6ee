from django.urls import path

from kartoteka.web.papers import views

app_name = "papers"
urlpatterns = [
    path("verify/", views.CheckPaper.as_view(), name="check"),
    # Where the square on a paper leads: the code is typed in already.
    path("verify/<slug:code>/", views.CheckPaper.as_view(), name="check-code"),
]
