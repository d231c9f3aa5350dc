"""Words of codes, translated once for each language: a page says the same dozen labels in every row.

`labels_of(Channel)["phone"]`; a model that is `Labelled` says its `get_channel_display()` from there too, where Django
translates every choice of the field to name one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from django.db import models
from django.utils.translation import get_language

Choices: TypeAlias = "type[models.Choices] | models.Field[Any, Any]"


def labels_of(choices: Choices) -> Mapping[Any, str]:
    """The label of each code, in the reader's language, in the order in which they are declared."""
    return _written(choices, get_language())


@lru_cache(maxsize=1024)
def _written(choices: Choices, language: str | None) -> Mapping[Any, str]:
    """The language is the active one; it is named for the memory's sake."""
    pairs = choices.flatchoices if isinstance(choices, models.Field) else choices.choices
    return {code: str(label) for code, label in pairs}


class Labelled(models.Model):
    """A model whose `get_…_display` is asked a hundred times a page. A code without a label stands for itself."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> Any:
        value = getattr(self, field.attname)
        return labels_of(field).get(value, value)
