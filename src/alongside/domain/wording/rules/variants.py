"""What a line of variants means: plain words, `/` between words of one meaning, `…` where others may stand between.

保证/承诺…学位/入学 finds 保证一定有学位 and 承诺您的孩子能入学.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from alongside.domain.wording.rules.folding import END, folded_words
from alongside.kernel.refusals import Refused

BETWEEN = 10  # characters that `…` stands for, at most
MOST_LINES, MOST_CHARACTERS = 60, 120
SHORTEST = 2  # one character alone would be found everywhere

_PARTS = re.compile(r"…+|\.{3,}")
_PARTICLE = "[的了地得再呢吧啊哈呀]?"  # may be said within any word


def check_variants(text: str, *, field: str) -> str:
    """The lines as they are kept; Refused where there is nothing to find, or too much."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused(_("Name at least one variant."), field=field)
    if len(lines) > MOST_LINES or any(len(line) > MOST_CHARACTERS for line in lines):
        raise Refused(
            _("At most %(lines)s lines of %(n)s characters.") % {"lines": MOST_LINES, "n": MOST_CHARACTERS},
            field=field,
        )
    for line in lines:
        parts = _parts(line)
        if (
            not parts
            or any(not part for part in parts)
            or sum(min(map(len, one)) for one in parts) < SHORTEST
        ):
            raise Refused(
                _("“%(line)s” is too short: it would be found everywhere.") % {"line": line}, field=field
            )
    return "\n".join(lines)


@lru_cache(maxsize=2_000)
def pattern_of(line: str) -> re.Pattern[str]:
    """What finds the line in a folded text; what stands for … is in its groups."""
    parts = ["(?:" + "|".join(map(_loosely, words)) + ")" for words in _parts(line)]
    return re.compile(f"([^{END}]{{0,{BETWEEN}}}?)".join(parts))


@lru_cache(maxsize=2_000)
def folded_lines(text: str) -> tuple[str, ...]:
    """Each line as it is compared, for the exceptions."""
    return tuple(words for line in text.splitlines() if (words := folded_words(line)))


def _parts(line: str) -> list[list[str]]:
    pieces = [one for one in _PARTS.split(line) if one.strip()]
    return [[words for one in re.split("[/／]", piece) if (words := folded_words(one))] for piece in pieces]


def _loosely(words: str) -> str:
    return _PARTICLE.join(map(re.escape, words))
