from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "annotator.administration"
    label = "administration"
