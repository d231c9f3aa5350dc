"""The catalogues follow the code, and nothing reaches a person untranslated."""

from __future__ import annotations

import pytest

from alongside.config import texts

PYTHON = 'from django.utils.translation import gettext_lazy as _\n\nA = _("Closed by %(name)s")\n'
TEMPLATE = """{% load i18n %}
  <p>{% translate "Open" context "state" %}</p>{% blocktranslate trimmed count n=cases|length %}
    {{ n }} case
  {% plural %}
    {{ n }} cases
  {% endblocktranslate %}
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with one page whose texts are extracted but not yet translated."""
    folder = tmp_path / "domain" / "things"
    folder.mkdir(parents=True)
    for name in ("kernel", "config", "faces"):
        (tmp_path / name).mkdir()
    (folder / "__init__.py").touch()
    (folder / "page.py").write_text(PYTHON)
    (folder / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(texts, "SOURCE", tmp_path)
    texts.extract_all()
    return folder


def translate(package, english, chinese):
    path = texts.catalogue_path(package, "zh_Hans")
    text = path.read_text()
    for empty in (f'msgid "{english}"\nmsgstr ""', f'msgid_plural "{english}"\nmsgstr[0] ""'):
        text = text.replace(empty, empty.removesuffix('""') + f'"{chinese}"')
    path.write_text(text)


def translate_all(package):
    translate(package, "Closed by %(name)s", "%(name)s 已关闭软件")
    translate(package, "Open", "待处理")
    translate(package, "%(n)s cases", "%(n)s 件")
    texts.convert_all()


def test_every_untranslated_text_is_named(package):
    untranslated = [fault for fault in texts.faults() if "not translated" in fault]
    assert len(untranslated) == 3


def test_no_fault_is_left_when_all_is_translated(package):
    translate_all(package)
    assert list(texts.faults()) == []


def test_placeholders_must_survive_translation(package):
    translate_all(package)
    path = texts.catalogue_path(package, "zh_Hans")
    path.write_text(path.read_text().replace('"%(name)s 已', '"%(who)s 已'))
    texts.convert_all()
    assert [fault for fault in texts.faults() if "placeholders differ" in fault]


def test_a_text_gone_from_the_code_leaves_the_catalogue(package):
    translate_all(package)
    (package / "page.py").write_text("")
    assert [fault for fault in texts.faults() if "no longer used" in fault]
    texts.extract_all()
    texts.convert_all()
    assert list(texts.faults()) == []


def test_a_translation_is_kept_when_the_texts_are_extracted_again(package):
    translate_all(package)
    assert texts.extract_all() == []


def test_traditional_chinese_speaks_as_in_taiwan(package):
    translate_all(package)
    assert "軟體" in texts.catalogue_path(package, "zh_Hant").read_text()
    texts.compile_all()
    assert texts.catalogue_path(package, "zh_Hant").with_suffix(".mo").exists()
