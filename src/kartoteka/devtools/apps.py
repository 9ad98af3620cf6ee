from django.apps import AppConfig


class DevtoolsConfig(AppConfig):
    name = "kartoteka.devtools"
    label = "devtools"
