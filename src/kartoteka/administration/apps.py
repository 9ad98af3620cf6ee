from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "kartoteka.administration"
    label = "administration"
    verbose_name = "Портал пациента"
    default_auto_field = "django.db.models.BigAutoField"
