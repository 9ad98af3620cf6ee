from django.urls import path

from kartoteka.web.watching import views

app_name = "watching"
urlpatterns = [path("still-open/<uuid:card_id>/<slug:part>/", views.still_open, name="still-open")]
