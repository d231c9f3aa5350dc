"""Another customer, named on a form by phone or name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import search_customers
from alongside.kernel.actor import Actor


class AnotherCustomerField(forms.CharField):
    """The form sets `viewer`: found are only those whom they may see."""

    viewer: Actor

    def __init__(self, **kwargs: Any) -> None:
        help_text = gettext_lazy("Phone or name of a customer; add them first if they are new")
        super().__init__(max_length=80, help_text=help_text, **kwargs)

    def clean(self, value: str) -> Customer:
        found = search_customers(super().clean(value), self.viewer, limit=6)
        if not found:
            raise ValidationError(_("Nobody found"))
        if len(found) > 1:
            names = ", ".join(one.name for one in found)
            raise ValidationError(_("Which of these? Give the phone: %(names)s") % {"names": names})
        return found[0]
