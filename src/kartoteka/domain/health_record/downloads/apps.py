from django.apps import AppConfig


class RecordDownloadsConfig(AppConfig):
    name = "kartoteka.domain.health_record.downloads"
    label = "record_downloads"
    default_auto_field = "django.db.models.BigAutoField"
