from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    name = "alongside.domain.appointments"
    label = "appointments"
    verbose_name = _("Appointments with customers")

    def ready(self) -> None:
        """Answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.appointments.reactions")
        import_module("alongside.domain.appointments.rules.notices")
