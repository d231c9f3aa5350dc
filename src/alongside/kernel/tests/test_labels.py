"""Labels said from memory are those that Django says, in the reader's language."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from alongside.kernel.labels import Labelled, labels_of

FIELDS = [
    (model, field)
    for model in apps.get_models()
    if issubclass(model, Labelled)
    for field in model._meta.concrete_fields
    if field.choices
]


@pytest.mark.parametrize("language", ["zh-hans", "en", "zh-hant"])
def test_says_what_django_says(language: str):
    assert FIELDS
    with translation.override(language):
        for model, field in FIELDS:
            for code in [*labels_of(field), "stranger", "", None]:
                row = model(**{field.attname: code})
                assert getattr(row, f"get_{field.name}_display")() == models.Model._get_FIELD_display(
                    row, field
                )


class Way(models.TextChoices):
    SEARCH = "search", gettext_lazy("Search")
    CLOSE = "close", gettext_lazy("Close")


def test_codes_come_in_the_order_of_their_class_in_each_language():
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert list(labels_of(Way).items()) == [
                ("search", gettext("Search")),
                ("close", gettext("Close")),
            ]
    assert labels_of(Way)["search"] == "搜索"
