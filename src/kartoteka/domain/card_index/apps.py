from django.apps import AppConfig


class CardIndexConfig(AppConfig):
    name = "kartoteka.domain.card_index"
    label = "card_index"
    default_auto_field = "django.db.models.BigAutoField"
