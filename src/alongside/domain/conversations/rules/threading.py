"""To which conversation a mail belongs: by the Message-IDs that it answers, else by the token in its subject. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re

from alongside.domain.conversations.rules.reading import ReadMail
from alongside.kernel.blind_indexes import blind_index, every_index

_TOKEN = re.compile(r"\[#([0-9A-Z]{1,13})-([0-9A-F]{10})\]")
_ANSWERS = re.compile(
    r"^\s*((re|aw|sv|fw|fwd|回复|回覆|答复|答覆|转发|轉寄|转|答)\s*[:：]\s*)+", re.IGNORECASE
)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def message_key(message_id: str) -> str:
    """By this a mail is found from its Message-ID, whatever length strangers gave it; "" for none."""
    return hashlib.sha256(message_id.encode()).hexdigest() if message_id else ""


def identity_of(mail: ReadMail, raw: bytes) -> str:
    """The same for one mail however often it is fetched, also when the server numbers its mails anew.

    Not the Message-ID alone: some programs give the same one to several mails.
    """
    if not mail.message_id:
        return hashlib.sha256(raw).hexdigest()
    told = [mail.message_id, mail.sender, mail.subject, str(mail.written_at)]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def token_of(conversation_id: int) -> str:
    """What stands in the subject of our answers: the conversation, and a seal that nobody else can make."""
    return f"[#{_base36(conversation_id)}-{_seals(conversation_id)[0]}]"


def conversation_in(subject: str) -> int | None:
    """The conversation of the first token that is ours."""
    for number, seal in _TOKEN.findall(subject.upper()):
        known = int(number, 36)
        if known < 2**31 and any(hmac.compare_digest(seal, one) for one in _seals(known)):
            return known
    return None


def plain_subject(subject: str) -> str:
    """Without "Re:", "回复：" and tokens."""
    return _ANSWERS.sub("", _TOKEN.sub("", subject)).strip()


def answer_subject(subject: str, conversation_id: int) -> str:
    return f"Re: {plain_subject(subject)[:120]} {token_of(conversation_id)}".replace("  ", " ")


def _base36(number: int) -> str:
    told = ""
    while number:
        number, digit = divmod(number, 36)
        told = _DIGITS[digit] + told
    return told or "0"


def _seals(conversation_id: int) -> list[str]:
    index = blind_index(str(conversation_id), purpose="mail_token")
    return [one.rpartition(":")[2][:10].upper() for one in every_index(index)]
