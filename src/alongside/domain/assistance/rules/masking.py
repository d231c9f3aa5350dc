"""Personal data out of a text before it leaves the house, and back into what returns (CHN-10, INF-4). Pure.

What is known of the people is found however it is written; what looks like a number, a card, a car or a door goes too,
whoever's it is. Rather too much than too little: everything comes back by its token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from alongside.domain.cases.rules.lessons import LOOKS_LIKE
from alongside.domain.privacy.rules.redacting import TITLES, PersonalValues, Redactor

WORDS_FOR = {
    "kept": "原文", "email": "邮箱", "number": "编号", "document": "证件", "phone": "电话", "car": "车牌", "home": "房屋",
    "other": "资料", "person": "人", "digits": "号码",
}  # fmt: skip
TOKEN = re.compile(rf"〔\s*({'|'.join(WORDS_FOR.values())})\s*([0-9]+)\s*〕")
HOLE = "{{?}}"  # what nobody can fill in: the composer does not send it

_DIGITS = {"0": "0０零〇", "1": "1１一壹幺", "2": "2２二贰两", "3": "3３三叁", "4": "4４四肆", "5": "5５五伍", "6": "6６六陆",
           "7": "7７七柒", "8": "8８八捌", "9": "9９九玖"}  # fmt: skip
_FEWEST_DIGITS = 5
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_HAN_NAME = re.compile(r"[一-鿿]{2,4}")
_ANYBODY = rf"[{_SURNAMES}](?:{'|'.join(one for one in TITLES if one != '总')}|师傅|经理|律师|医生)"
_STREET = r"[一-鿿]{1,6}(?:路|街|巷|弄|大道)\s*\d+\s*(?:弄|号|巷)(?:\s*\d+\s*(?:号|弄|室))*"
_DOOR = r"\d{3,4}\s*[室房户]|[一二三四五六七八九十百]+\s*(?:栋|幢|号楼)(?:\s*[一二三四五六七八九十\d]+\s*单元)?(?:\s*[一二三四五六七八九十〇零\d]+\s*[室号]?)?"
_RUN = rf"\d(?:[\s\-–—.·．/_~、，,()（）+]{{0,3}}\d){{{_FEWEST_DIGITS - 1},}}"


class Masking:
    """Tokens for one call: the same words get the same token in every text, and no two words one token.

    mask = Masking(values); mask.put_back(mask.out(text)) == text
    """

    def __init__(self, values: PersonalValues) -> None:
        self._pattern = re.compile(
            "|".join(f"(?P<p{at}>{one})" for at, (_kind, one) in enumerate(_patterns(values))), re.IGNORECASE
        )
        self._kinds = [kind for kind, _one in _patterns(values)]
        self._tokens: dict[tuple[str, str], str] = {}
        self.tokens: dict[str, str] = {}

    def out(self, text: str) -> str:
        """The text as it may leave."""
        return self._pattern.sub(self._token, text)

    def put_back(self, text: str) -> str:
        """What returned, with what the tokens stand for; a token that was never given becomes a hole."""
        return put_back(text, self.tokens)

    def _token(self, match: re.Match[str]) -> str:
        found, kind = match.group(), self._kinds[int(str(match.lastgroup)[1:])]
        if (kind, found) not in self._tokens:
            count = sum(one == kind for one, _words in self._tokens) + 1
            token = f"〔{WORDS_FOR[kind]}{count}〕"
            self._tokens[kind, found] = token
            self.tokens[token] = found
        return self._tokens[kind, found]


def put_back(text: str, tokens: Mapping[str, str]) -> str:
    return TOKEN.sub(lambda one: tokens.get(f"〔{one.group(1)}{int(one.group(2))}〕", HOLE), text)


def _patterns(values: PersonalValues) -> Iterator[tuple[str, str]]:
    """(kind, pattern), in the order in which they are tried where several begin at one place."""
    yield "kept", TOKEN.pattern.replace("(", "(?:")  # somebody wrote one of ours
    known: dict[str, list[str]] = {kind: [] for kind in WORDS_FOR}
    for one in values.others:
        known[_kind_of(one)].append(one)
    for kind in ("email", "number", "document", "phone", "car", "home", "other"):
        if redactor := Redactor(PersonalValues(others=known[kind])).pattern:
            yield kind, redactor
        if kind == "document":
            yield from ((kind, _thoroughly(one)) for one in known[kind])
        if kind == "phone":
            yield from (("phone", one) for one in _phones(values.phones))
        if kind in LOOKS_LIKE:
            yield kind, LOOKS_LIKE[kind]
    yield "home", _STREET
    yield "home", _DOOR
    if named := Redactor(PersonalValues(names=values.names, phones=values.phones)).pattern:
        yield "person", named
    yield from (("person", one) for one in _called(values.names))
    yield "person", _ANYBODY
    yield "digits", _RUN


def _kind_of(value: str) -> str:
    for kind, pattern in LOOKS_LIKE.items():
        if re.fullmatch(pattern, value.strip()):
            return kind
    digits = sum(one.isdigit() for one in value)
    if digits >= 7 and digits >= len(value) - 2:
        return "document"
    return "home" if digits else "other"


def _phones(phones: list[str]) -> Iterator[str]:
    for phone in phones:
        national = re.sub(r"\D", "", phone.removeprefix("+86"))
        if len(national) >= 7:
            yield _thoroughly(national)
            yield rf"(?<!\d){national[-4:]}(?!\d)"


def _thoroughly(value: str) -> str:
    """With anything between its characters, in whatever digits: 138/1234/4420, 一三八 …"""
    return r"[^\w〔〕]{0,3}".join(
        f"[{_DIGITS[one]}]" if one in _DIGITS else re.escape(one) for one in value.strip()
    )


def _called(names: list[str]) -> Iterator[str]:
    """周 敏, 小周, 周工; the given name alone where it has two characters."""
    for name in names:
        if _HAN_NAME.fullmatch(name):
            yield r"\s*".join(name)
            yield rf"[小老阿]{name[0]}(?![一-鿿]*[区板师百])|{name[0]}(?:工|姐|哥|师傅|经理|律师|业主|主任|管家|总)"
            if len(name) > 2:
                yield re.escape(name[-2:])


__all__ = ["HOLE", "TOKEN", "Masking", "put_back"]
