"""What WeChat means by its numbers, as far as it changes what we do next."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why WeChat did not do it."""

    UNREACHED = "unreached"  # no answer, or none that it gives
    BUSY = "busy"  # its own trouble: later
    TOKEN = "token"  # ours is no longer good
    SECRET = "secret"  # app id or secret are wrong, or frozen
    CALLER = "caller"  # our machine's address is not on the account's list
    FORBIDDEN = "forbidden"  # the account has no right to it
    QUOTA = "quota"  # of the day
    PACE = "pace"  # of the minute
    WINDOW = "window"  # the person has not spoken for 48 hours
    COUNT = "count"  # enough was said to them since they spoke
    NOT_FOLLOWING = "not_following"
    REFUSED = "refused"  # the person wants no such messages
    PERSON = "person"  # no such person here
    TEMPLATE = "template"  # no such template, or it is filled in wrongly
    CONTENT = "content"  # too long, or not allowed
    MEDIA = "media"  # no such file, or none that it takes
    MENU = "menu"
    OTHER = "other"


_BY_NUMBER: dict[int, Trouble] = {
    -1: Trouble.BUSY,
    **dict.fromkeys((40001, 40014, 41001, 42001, 42007), Trouble.TOKEN),
    **dict.fromkeys((40002, 40013, 40125, 40243, 41002, 41004, 50004), Trouble.SECRET),
    **dict.fromkeys((40164, 61004, 89501, 89503, 89506, 89507), Trouble.CALLER),
    **dict.fromkeys((48001, 48004, 48005, 50001, 50002, 61007), Trouble.FORBIDDEN),
    **dict.fromkeys((45009, 45028), Trouble.QUOTA),
    **dict.fromkeys((45011, 45010), Trouble.PACE),
    45015: Trouble.WINDOW,
    45047: Trouble.COUNT,
    **dict.fromkeys((43004, 50005), Trouble.NOT_FOLLOWING),
    **dict.fromkeys((43019, 43101, 43107, 43108, 43116, 48002), Trouble.REFUSED),
    **dict.fromkeys((40003, 40031, 46004), Trouble.PERSON),
    **dict.fromkeys((40036, 40037, 41028, 41029, 41030, 47003, 47501), Trouble.TEMPLATE),
    **dict.fromkeys((44004, 45002, 45003, 45166, 87009, 87014), Trouble.CONTENT),
    **dict.fromkeys(
        (40004, 40005, 40006, 40007, 40008, 40009, 40010, 40011, 41005, 41006, 45001, 45007), Trouble.MEDIA
    ),
    **dict.fromkeys((*range(40015, 40028), 40054, 40055, 46003, 65301, 65302), Trouble.MENU),
}


class WeChatError(Exception):
    """WeChat did not do what was asked. `number`: its errcode, 0 when there was no answer of its own.

    `is_unsure`: the answer was lost; it may have done it all the same.
    """

    def __init__(self, number: int, said: str = "", *, is_unsure: bool = False) -> None:
        super().__init__(f"{number} {said}".strip()[:300])
        self.number = number
        self.said = said[:200]
        self.is_unsure = is_unsure

    @property
    def trouble(self) -> Trouble:
        return _BY_NUMBER.get(self.number, Trouble.OTHER) if self.number else Trouble.UNREACHED
