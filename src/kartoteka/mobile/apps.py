from django.apps import AppConfig


class MobileConfig(AppConfig):
    name = "kartoteka.mobile"
    label = "mobile"
    verbose_name = "К врачу"
