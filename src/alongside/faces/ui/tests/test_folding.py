"""A template settled for a language says what Django's says, and keeps nothing of a request."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, engines
from django.template.base import TextNode
from django.utils import translation

from alongside.faces.ui.folding import settle

SETTLED = [
    '{% load i18n %}{% translate "Search" %}',
    '{% load i18n %}{% translate "Close" context "case" %}',
    "{% load i18n %}{% blocktranslate trimmed %}\n Main menu\n {% endblocktranslate %}",
    '{{ _("Search") }} {{ "<b>" }} {{ 5 }}',
    '{% load static %}{% static "ui/mark.svg" %}',
    "{% url 'desk:my_work' %}",
    '{% load ui %}{% icon "bell" 18 %}{% kbd "g" "n" %}{% chip _("Search") "now" %}{% empty_state "inbox" _("Search") %}',
    '{% load ui %}{% icon "check" label=_("Close") %}',
    "{# nothing #}{% comment %}nothing{% endcomment %}",
]
OPEN = [
    "{{ name }}",
    "{{ _('Search')|upper }}",
    "{% load i18n %}{% translate name %}",
    '{% load i18n %}{% translate "Search" as words %}{{ words }}',
    "{% load i18n %}{% blocktranslate %}Search {{ name }}{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate with who=name %}Search {{ who }}{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate count n=many %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
    "{% load static %}{% static path %}",
    "{% url 'desk:case' name %}",
    "{% url 'desk:case' number=name %}",
    "{% url 'desk:unit' many %}",
    "{% url page %}",
    "{% url 'desk:my_work' as here %}{{ here }}",
    '{% load ui %}{% icon symbol %}{% chip name "now" %}{% ago moment %}',
    "{% autoescape off %}{{ '<b>' }}{{ name }}{% endautoescape %}",
    "{% if many %}{% load i18n %}{% translate 'Search' %}{% else %}{{ name }}{% endif %}",
    "{% for one in name %}{% load i18n %}<{% translate 'Search' %}>{{ one }}{% empty %}{% translate 'Close' %}{% endfor %}",
    "{% load ui %}{% card title='Search' %}{% icon 'bell' %}{{ name }}{% endcard %}",
    "{% csrf_token %}",
]
GIVEN = {
    "name": "<i>Lin",
    "many": 3,
    "path": "ui/mark.svg",
    "page": "desk:my_work",
    "symbol": "bell",
    "moment": None,
}


def read(source: str) -> Any:
    return engines["django"].engine.from_string(source)


def settled(source: str) -> Any:
    template = read(source)
    context = Context()
    with context.bind_template(template):
        settle(template.nodelist, context)
    return template


@pytest.mark.parametrize("language", ["zh-hans", "en", "zh-hant"])
@pytest.mark.parametrize("source", SETTLED + OPEN)
def test_says_what_the_template_says(source: str, language: str):
    with translation.override(language):
        assert settled(source).render(Context(GIVEN)) == read(source).render(Context(GIVEN))


@pytest.mark.parametrize("source", SETTLED)
def test_what_only_the_language_decides_is_text(source: str):
    assert all(isinstance(one, TextNode) for one in settled(source).nodelist)
    assert len(settled(source).nodelist) <= 1


@pytest.mark.parametrize("source", OPEN[:-2])
def test_what_is_given_by_a_page_is_asked_each_time(source: str):
    template = settled(source)
    template.render(Context({**GIVEN, "name": "hers", "many": 1}))
    given = {**GIVEN, "name": "his", "many": 2}
    assert template.render(Context(given)) == read(source).render(Context(given))


def test_the_loader_keeps_a_template_for_each_language():
    """A page in one language leaves nothing in the next reader's."""
    engine = engines["django"].engine
    with translation.override("en"):
        english = engine.get_template("faces/ui/components/language_choice.html")
        assert engine.get_template("faces/ui/components/language_choice.html") is english
    with translation.override("zh-hans"):
        assert engine.get_template("faces/ui/components/language_choice.html") is not english


def test_a_partial_is_settled_with_its_page():
    with translation.override("en"):
        partial = engines["django"].engine.get_template("faces/desk/cases/case.html#nexts")
    nodes = partial.nodelist.get_nodes_by_type(TextNode)
    assert any('aria-label="Next"' in one.s for one in nodes)
