"""Places that people name in their words: an estate, a road, a school, a building (CHN-11). Pure.

Without a list of places one knows them by how their names end. Of a name the last characters before that ending count,
because where it begins nobody can say without knowing it, and the ending itself does not: 丽发新城 is 丽发小区.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from alongside.domain.assistance.rules.meanings import meanings_in
from alongside.domain.assistance.rules.words import plain

_ENDINGS = (
    "小区", "社区", "花园", "家园", "公寓", "新城", "新村", "山庄", "别墅", "广场", "大厦", "公园", "小学", "中学",
    "学校", "幼儿园", "医院", "市场", "街道", "大道", "雅苑", "佳苑", "名苑", "苑", "城", "府", "庭", "园", "湾", "里",
    "路", "街", "镇", "村", "县", "郡", "墅", "轩", "阁", "楼盘", "项目", "学院",
    "大学", "车站", "广场", "校区",
)  # fmt: skip
_IN_NAME = re.compile(r"[㐀-鿿A-Za-z0-9]")
_NO_NAME = re.compile(
    r"(?:我们?|你们?|他们?|本|该|此|这个?|那个?|某个?|整个?|全|各|每个?|附近|周边|旁边|住宅|居民|老旧|旧|新|家|在|到|去|从|的|了|是|一个?|"
    r"这条|那条|门口|对面|一条|哪|多个?|两个?|几个?|公共|城市|农|乡|下|上|进|出|走|公|马|道|铁|线|网|思|电|水|管|套|退|出|"
    r"楼道|房间|院子|箱|桶|角落|半|夜|心|哪|这|那|屋|家|房|手|眼|怀|梦|之|以|往)$"
)
_NAMED = re.compile(rf"(?=([㐀-鿿a-z0-9]{{2}}({'|'.join(sorted(_ENDINGS, key=len, reverse=True))})))")
_STREET = re.compile(
    r"\b\d*\s*([a-z]+(?: [a-z]+)? (?:street|st|road|rd|avenue|ave|square|sq|lane|court|tower|estate))\b"
)


def places_in(text: str) -> frozenset[str]:
    """The places that a `plain` text names, as marks that two texts about one place share."""
    stems = {name[: -len(ending)] for name, ending in _NAMED.findall(text)}
    found = {f"@{stem}" for stem in stems if _is_name(stem)}
    found |= {f"@{one}" for one in _STREET.findall(text)}
    return frozenset(found)


def _is_name(stem: str) -> bool:
    """Whether it can be how a place is called: 丽发, not 我们, and not 电梯 (of 电梯里)."""
    return not _NO_NAME.search(stem) and not meanings_in(stem)


def without_places(text: str) -> str:
    """The `plain` text with blanks where it names places."""
    chars = list(text)
    for found in _NAMED.finditer(text):
        name, ending = found.groups()
        if _is_name(name[: -len(ending)]):
            chars[found.start() : found.start() + len(name)] = " " * len(name)
    return "".join(chars)


def name_of(place: str, texts: Sequence[str], *, share: float = 0.6) -> str:
    """The whole name of a place: what most of the texts write around the part that is known."""
    name = place.removeprefix("@")
    texts = [text for text in map(plain, texts) if name in text]
    whole = ""  # as far as it ends like a name
    for grow in (_after, _before):
        while len(name) < 20 and len(texts) > 1:
            chars = Counter(char for text in texts if (char := grow(text, name)))
            char, count = chars.most_common(1)[0] if chars else ("", 0)
            if count < share * len(texts) or not _IN_NAME.match(char) or char in "在到去的是于对由向市":
                break
            name = name + char if grow is _after else char + name
            texts = [text for text in texts if name in text]
            if grow is _after and name.endswith(_ENDINGS):
                whole = name
        name = whole or name
        texts = [text for text in texts if name in text]
        whole = ""
    return _as_written(name)


def _after(text: str, name: str) -> str:
    at = text.find(name) + len(name)
    return text[at : at + 1]


def _before(text: str, name: str) -> str:
    at = text.find(name)
    return text[at - 1 : at] if at else ""


def _as_written(name: str) -> str:
    """A3区 rather than a3区; Washington Street rather than washington street."""
    return (
        name.title()
        if name.isascii()
        else re.sub(r"[a-z]+(?=\d|[市区县])", lambda one: one.group().upper(), name)
    )


def most_named(places: Iterable[frozenset[str]]) -> list[tuple[str, int]]:
    """The places by how many name them; of two that as many name the longer one first."""
    count: Counter[str] = Counter()
    for some in places:
        count.update(some)
    return sorted(count.items(), key=lambda one: (-one[1], -len(one[0]), one[0]))
