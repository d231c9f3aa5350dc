"""How Chinese names sort and are found by their first letters.

The embedded database has no Chinese collation, so a name is stored with the key that sorts it.
"""

from __future__ import annotations

from functools import lru_cache

from alongside.kernel.later import Later

pypinyin = Later("pypinyin")  # 50 MiB of readings

# Read differently as a surname than elsewhere.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge",
    "乐": "yue", "任": "ren", "华": "hua", "翟": "zhai", "尉迟": "yu chi", "万俟": "mo qi", "覃": "qin",
    "缪": "miao", "员": "yun", "燕": "yan", "黑": "he", "冼": "xian", "折": "she", "繁": "po", "种": "chong",
}  # fmt: skip


def syllables(name: str) -> list[str]:
    """The name in pinyin without tones, small letters; what isn't Chinese stays in one piece."""
    name = name.strip()
    for length in (2, 1):
        said = _SURNAMES.get(name[:length]) if len(name) > length else None
        if said:
            return [*said.split(), *_said(name[length:])]
    return list(_said(name))


def sort_key(name: str, *, longest: int = 200) -> str:
    """周敏 → "zhou min"."""
    return " ".join(syllables(name))[:longest]


def initials(name: str) -> str:
    """周敏 → "zm"."""
    return "".join(one[0] for one in syllables(name))


@lru_cache(maxsize=8_192)  # sort key, syllables and initials of one name follow each other, and names repeat
def _said(text: str) -> tuple[str, ...]:
    return tuple(
        part
        for one in pypinyin.lazy_pinyin(text, style=pypinyin.Style.NORMAL)
        for part in one.lower().split()
    )
