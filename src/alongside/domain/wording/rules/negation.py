"""Whether it is said that it is not so: 我们不能保证学位 warns nobody (CHN-8).

Not grammar, only what people write: a "not" before it in the same clause, between its parts, or behind it. Two of
them are none (不得不保证).
"""

from __future__ import annotations

import re

from alongside.domain.wording.rules.folding import END, PAUSE

REACH = 14  # characters before and behind that are looked at

# Hold a "not" and deny nothing.
_HARMLESS = re.compile(
    "不会有问题|没有问题|不是问题|不成问题|没问题|[不别]用?必?要?担心|[不别]用?要?怕|不会错|错不了|不会[骗瞒]|不[骗瞒]"
    "|不[但仅光单只管论止过同断久少错瞒]|不得了|不[得能可会敢]不|不好意思|无论|非常|非但|[特分个区级]别|别[墅人的处名]|没关系|不要紧|无忧|无需|不用|不必"
)
_NOT = re.compile(
    "不可能|不见得|不[能可会敢得予作做应该许准宜便再是愿]|不存在|不承诺|不保证|不负责|不支持|不提供|不接受|不涉及|不允许"
    "|不打算|不轻易|不随[意便]|不建议|不要|无法|没办法|没有办法|没法|未能|未曾|从未|未必|并未|没有|并非|非|勿|别|切莫|禁止|严禁|杜绝"
    "|拒绝|难以|很难|谈不上|说不上|是否|能否|可否|会否|不了|不到|不住"
)
_NOT_AT_ONCE = re.compile("[不没未无莫]$")
_BEHIND = re.compile(
    "^(?:的|了|这|种|样|类|些|之|等|话|说法|承诺|字眼|事|情况)*(?:我们|咱们|公司|本公司|我|谁)?(?:都|也|是|就|均|确实|属于|属)*"
    "(?:(?:不能|不可以|不可|不会|不敢|不得|无法|没法|不便)(?:再|这样|这么|随意|随便|轻易|给您|给你|给|向您|对您)*"
    "(?:答应|承诺|说|讲|保证|写|作|做|接受|支持|允许|实现|兑现)"
    "|不允许|不被允许|不合规|不现实|不可能|不作数|不算数|不存在|不实|做不到|办不到|违规|违法|违反|禁止|严禁|被禁|骗|假)"
)


def is_denied(text: str, start: int, end: int, between: str) -> bool:
    """Whether what stands at `start`…`end` of a folded text is said not to be so."""
    before = _clause_before(text, start)
    behind = re.split(f"[{PAUSE}{END}]", text[end : end + REACH])[0]
    return (_nots(before) + _nots(between)) % 2 == 1 or bool(_BEHIND.search(behind))


def _clause_before(text: str, start: int) -> str:
    return re.split(f"[{PAUSE}{END}]", text[max(0, start - REACH) : start])[-1]


def _nots(words: str) -> int:
    words = _HARMLESS.sub("·", words)
    rest = _NOT.sub("·", words)
    return len(_NOT.findall(words)) + len(_NOT_AT_ONCE.findall(rest))
