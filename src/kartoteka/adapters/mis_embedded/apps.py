from django.apps import AppConfig


class MisEmbeddedConfig(AppConfig):
    name = "kartoteka.adapters.mis_embedded"
    label = "mis_embedded"
    default_auto_field = "django.db.models.BigAutoField"
