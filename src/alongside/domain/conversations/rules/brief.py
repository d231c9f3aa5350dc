"""A letter in two lines, for channels where nobody reads more: its title, the one sentence that matters, its link. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from alongside.domain.conversations.rules.letter import Letter, subject_line

SENTENCE = 60  # signs; with title and link it is two parts of an SMS at most, nearly always
TITLE = 40


@dataclass(frozen=True)
class Brief:
    """What an SMS or a WeChat notice says."""

    title: str
    sentence: str
    link: str = ""

    @property
    def words(self) -> str:
        """What stands below the title."""
        return "\n".join(one for one in (self.sentence, self.link) if one)


def brief_of(letter: Letter) -> Brief:
    """The title, what is most worth knowing (what the letter says it is, else what a person wrote, else what happens
    next, else its first sentence), and where its main button leads."""
    facts = letter.facts[-1][1] if letter.facts else ""
    first = letter.paragraphs[0] if letter.paragraphs else ""
    sentence = letter.short or letter.quote or first or facts
    if letter.code:
        sentence = letter.code
    link = (
        letter.buttons[0][1] if letter.buttons else letter.scale[0][1].split("?")[0] if letter.scale else ""
    )
    return Brief(cut(subject_line(letter), TITLE), cut(sentence, SENTENCE), link)


def cut(words: str, longest: int) -> str:
    """On one line, and no longer."""
    plain = re.sub(r"\s+", " ", words).strip()
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def variables_of(letter: Letter) -> dict[str, str]:
    """What the templates of a gateway may name: the letter's own, and always title, sentence, link and called."""
    brief = brief_of(letter)
    own = dict(letter.variables)
    return {"title": brief.title, "sentence": brief.sentence, "link": brief.link, **own}


def as_data(letter: Letter) -> str:
    """The letter as it is kept until it has gone, so that another channel can tell it in its own way."""
    return json.dumps(asdict(letter), ensure_ascii=False)


def from_data(data: str) -> Letter:
    """The letter that `as_data` kept."""
    kept: dict[str, Any] = json.loads(data)
    known = {one.name for one in fields(Letter)}
    return Letter(**{name: _tuples(value) for name, value in kept.items() if name in known})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
