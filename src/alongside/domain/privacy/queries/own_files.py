"""The files that belong into a person's copy, under the names that they have in it (INF-4)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.customers.models import Portrait
from alongside.domain.privacy.hooks import COPY_FILES, OwnFile
from alongside.domain.privacy.models import PersonalCopy
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import files_about

_NO_NAME = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
NAME_CHARACTERS = 80


def named_files(copy: PersonalCopy) -> list[tuple[str, StoredFile]]:
    """(name in the copy, file) of what the person gave us or got from us before the copy was made. Oldest first.

    Papers and evidence in which others are named are left out: whoever wants those asks for them.
    """
    own = [*_portrait(copy), *(one for some in COPY_FILES.ask(copy.customer_id) for one in some)]
    found = sorted(
        (one for one in own if one.stored.created_at <= copy.made_at),
        key=lambda one: (one.stored.created_at, str(one.stored.pk)),
    )
    return [(_name(number, one), one.stored) for number, one in enumerate(found, start=1)]


def _portrait(copy: PersonalCopy) -> list[OwnFile]:
    portrait = Portrait.objects.filter(customer=copy.customer_id).first()
    return [OwnFile(_("Photo for the gate"), one) for one in files_about(portrait)] if portrait else []


def _name(number: int, one: OwnFile) -> str:
    """files/0007 What was said/leak.jpg: no two alike, nothing that leads out of the folder."""
    name = _NO_NAME.sub("_", one.stored.name).strip(". ")[-NAME_CHARACTERS:] or "file"
    folder = pgettext("folder", "files")
    return f"{folder}/{_NO_NAME.sub('_', one.what)}/{number:04} {name}"
