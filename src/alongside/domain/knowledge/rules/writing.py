"""What an article must have before it is kept (CHN-9). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from alongside.domain.knowledge.rules.kinds import PUBLIC_KINDS
from alongside.domain.knowledge.rules.marks import check_marks
from alongside.domain.knowledge.rules.placeholders import check_placeholders, unfilled
from alongside.kernel.refusals import Refused

TITLE_CHARACTERS, WORDS_CHARACTERS, NOTE_CHARACTERS = 120, 20_000, 200


@dataclass(frozen=True)
class Text:
    """What a version says, and to whom it may be shown."""

    title: str
    words: str
    is_public: bool = False
    note: str = ""

    def cleaned(self) -> Text:
        """Without what no screen shows."""
        title = " ".join(self.title.replace("\x00", "").split())
        words = self.words.replace("\x00", "").replace("\r\n", "\n").strip()
        return Text(title, words, self.is_public, self.note.replace("\x00", "").strip()[:NOTE_CHARACTERS])


def checked(kind: str, text: Text) -> Text:
    """The text as it is kept. Refused without title or words, for what may not be public, for unknown placeholders."""
    text = text.cleaned()
    if not text.title or len(text.title) > TITLE_CHARACTERS:
        raise Refused(
            _("A title is needed, of at most %(n)s characters.") % {"n": TITLE_CHARACTERS}, field="title"
        )
    if not text.words or len(text.words) > WORDS_CHARACTERS:
        raise Refused(_("Write what is to be read."), field="words")
    if text.is_public and kind not in PUBLIC_KINDS:
        raise Refused(_("Scripts and policies stay inside the house."), field="is_public")
    check_marks(kind, text.words)
    if kind == "script":
        check_placeholders(text.words)
    elif text.is_public and unfilled(text.words):
        raise Refused(_("Only scripts have variables: customers would read {{…}}."), field="words")
    return text


def fingerprint(title: str, words: str, is_public: bool) -> str:
    """What exactly a yes is said to."""
    return sha256("\x1f".join((title, words, str(is_public))).encode()).hexdigest()
