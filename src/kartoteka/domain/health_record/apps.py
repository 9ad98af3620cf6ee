from django.apps import AppConfig


class HealthRecordConfig(AppConfig):
    name = "kartoteka.domain.health_record"
    label = "health_record"
    default_auto_field = "django.db.models.BigAutoField"
