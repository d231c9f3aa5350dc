"""A WeChat official account (公众号) as its developers' pages describe it (CHN-3): what it pushes to us (sealing, reading)
and what we ask of it (client, errors). Knows nothing of who writes, nor of what they mean."""

from alongside.kernel.wechat_official.client import Media, OfficialAccount
from alongside.kernel.wechat_official.errors import Trouble, WeChatError
from alongside.kernel.wechat_official.reading import Pushed, Unreadable, read_pushed, sealed_in
from alongside.kernel.wechat_official.replying import NOTHING, pieces, sealed_reply, text_reply
from alongside.kernel.wechat_official.sealing import BadSeal, Seal, is_signed, signature

__all__ = [
    "NOTHING",
    "BadSeal",
    "Media",
    "OfficialAccount",
    "Pushed",
    "Seal",
    "Trouble",
    "Unreadable",
    "WeChatError",
    "is_signed",
    "pieces",
    "read_pushed",
    "sealed_in",
    "sealed_reply",
    "signature",
    "text_reply",
]
