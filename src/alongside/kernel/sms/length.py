"""How many messages one text costs. Pure."""

from __future__ import annotations

ONE, PART = 70, 67  # signs in a single message, and in each part of a longer one


def signs(text: str) -> int:
    """As the networks count them: a sign outside the basic plane (an emoji) is two."""
    return len(text.encode("utf-16-le")) // 2


def parts(text: str) -> int:
    """For how many messages the text is charged, its signature counted; 0 for none."""
    length = signs(text)
    return 1 if 0 < length <= ONE else -(-length // PART)


def signed(text: str, signature: str) -> str:
    """The text with who sends it before it, as networks ask: 【观澜庭】…"""
    return f"【{signature}】{text}" if signature else text
