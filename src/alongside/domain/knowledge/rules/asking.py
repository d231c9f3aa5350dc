"""What people type when they look for something: the words that matter, and what may be kept of it (CHN-9, INF-1). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from alongside.kernel.ngrams import normalised, tokens

LONGEST_ASKED = 40
ENOUGH = 0.6  # so much of what was asked must stand in a text that has not all of it

# How a question is asked says nothing about what it is about.
_FILLING = re.compile(
    "请问|怎么办理|怎么办|怎么样|怎么|怎样|如何|什么时候|什么|多长时间|多久|多少天|多少钱|多少|能不能|可不可以|可以|是不是|"
    "有没有|为什么|哪里|哪儿|谁来|吗|呢|啊|吧|呀|一下|我家|我的|我们|我想|想要|需要|应该|"
    "請問|怎麼辦理|怎麼辦|怎麼樣|怎麼|怎樣|什麼時候|什麼|多長時間|為什麼|哪裡|嗎|"
    r"\b(?:how|what|when|where|why|who|can|do|does|is|are|the|a|an|to|my|i|we|of|for|in)\b|[?？!！。，,、；;：:]"
)
_MASKS = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),  # a mail address
    re.compile(r"[\u4e00-\u9fff][a-z][·.\s]?[a-z0-9]{5,6}\b"),  # a car's plate
    re.compile(
        r"\d[\d\s\-—–~.,#/]*\d[\dx]+"
    ),  # a telephone, an identity card, the number of a home or a case
    re.compile(r"\d{3,}[a-z]?"),
)


def matter_of(asked: str) -> str:
    """The words of a question that say what it is about; all of it when nothing would be left."""
    kept = " ".join(_FILLING.sub(" ", normalised(asked)).split())
    return kept or normalised(asked)


def share_found(asked: str, text: str) -> float:
    """How much of what was asked stands in a text: the share of its n-grams, 0 to 1. Both normalised."""
    wanted = [one for one in tokens(asked) if len(one) > 1] or tokens(asked)
    return sum(one in text for one in wanted) / len(wanted) if wanted else 0.0


def is_about(title: str, asked: str) -> bool:
    """Whether a title has every word that matters of what was asked."""
    return share_found(matter_of(asked), normalised(title)) == 1.0


def gap_words(asked: str, *, names: Iterable[str] = ()) -> str:
    """What is kept of a search without a result: no number, no address, none of these names; "" for nothing to keep."""
    words = normalised(asked)
    for mask in _MASKS:
        words = mask.sub(" ", words)
    said = set(names)
    words = " ".join(word for word in words.split() if word not in said)[:LONGEST_ASKED].strip()
    return words if any(len(one) > 1 for one in tokens(words)) else ""
