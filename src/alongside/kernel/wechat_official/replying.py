"""What is said in a text: at once, as the answer to a push, or in pieces later. Pure."""

from __future__ import annotations

from datetime import datetime

from alongside.kernel.wechat_official.reading import Pushed
from alongside.kernel.wechat_official.sealing import Seal, signature

NOTHING = "success"  # WeChat's word for "taken, no answer"
LONGEST_BYTES = 2_000  # of a text; WeChat takes 2048
_ENDS = ("\n", "。", "！", "？", "!", "?")


def text_reply(pushed: Pushed, words: str, *, now: datetime) -> str:
    """A text to whoever sent it, as the account."""
    words = words.encode()[:LONGEST_BYTES].decode(errors="ignore")
    return (
        f"<xml><ToUserName>{_literal(pushed.sender)}</ToUserName>"
        f"<FromUserName>{_literal(pushed.account)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{_literal(words)}</Content></xml>"
    )


def sealed_reply(reply: str, *, seal: Seal, token: str, nonce: str, now: datetime) -> str:
    """A reply for an account in the sealed mode, with its signature."""
    sealed, at = seal.close(reply.encode()), str(int(now.timestamp()))
    return (
        f"<xml><Encrypt>{_literal(sealed)}</Encrypt>"
        f"<MsgSignature>{_literal(signature(token, at, nonce, sealed))}</MsgSignature>"
        f"<TimeStamp>{at}</TimeStamp><Nonce>{_literal(nonce)}</Nonce></xml>"
    )


def pieces(words: str) -> list[str]:
    """A long text in texts that WeChat takes, broken at the ends of lines or sentences where there are any."""
    found, rest = [], words.strip()
    while len(rest.encode()) > LONGEST_BYTES:
        fits = rest.encode()[:LONGEST_BYTES].decode(errors="ignore")
        ends = max(fits.rfind(mark) + 1 for mark in _ENDS)
        cut = ends if ends > len(fits) // 2 else len(fits)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest else found


def _literal(words: str) -> str:
    """As CDATA, whatever is in it; without the characters that XML can't hold."""
    sayable = "".join(c for c in words if c >= " " or c in "\n\t")
    return "<![CDATA[" + sayable.replace("]]>", "]]]]><![CDATA[>") + "]]>"
