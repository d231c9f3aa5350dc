"""What somebody wrote, apart from what they quoted and from their signature (CHN-2). Pure.

The forms are those of Outlook, QQ mail, 163, Foxmail, Apple Mail and Gmail, in English, 简体 and 繁體.
What is folded away is kept and can be opened; when everything would be folded, nothing is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_LINE = 400  # characters of a line in which a mark is looked for

# One line that begins the history.
_BEGINS = re.compile(
    r"""^[>\s]*(
      -{2,}\s*(original\s+message|forwarded\s+message|原始邮件|原邮件|原始郵件|原始信件|原信件|转发邮件|转发的邮件|转发邮件信息
               |轉寄郵件|回复的原邮件|回复的邮件|reply\s+message|replied\s+message)\s*-{2,}.*
      |-{5,}\s*(on\s.*wrote|发件人).*
      |_{20,}
      |begin\s+forwarded\s+message:|开始转发的邮件[:：]|下面是被转发的邮件[:：]
      |在\s?.{6,80}(写道|寫道)[:：]?
      |于?\s?\d{4}[年/-].{2,80}(写道|寫道)[:：]?
      |at\s\d{4}-\d\d-\d\d\s\d\d:\d\d:\d\d,?\s?.{0,120}wrote:
      |on\s.{6,200}wrote:
      |.{1,100}\s于\s?\d{4}年.{4,60}(写道|寫道)[:：]
      |发自我的.{1,20}在\d{4}.*
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
# The head of a quoted mail, as Outlook and Foxmail write it: several of these lines, one after the other.
_HEAD = re.compile(
    r"^[>\s*]*(from|sent|to|cc|subject|date|reply-to|发件人|发送时间|发送日期|收件人|抄送|抄送人|主题|日期|时间"
    r"|寄件者|寄件日期|收件者|主旨|副本)\s?\*?\s*[:：]",
    re.IGNORECASE,
)
_HEAD_FIRST = re.compile(r"^[>\s*]*(from|发件人|寄件者)\s?\*?\s*[:：]", re.IGNORECASE)
_WROTE_ON_TWO = re.compile(r"^[>\s]*(on\s|在\s?\d|于\s?\d)", re.IGNORECASE)
_WROTE = re.compile(r"(wrote:|写道[:：]|寫道[:：])\s*$", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"""^\s*(
      --\s?|—{2,}\s?|_{2,5}
      |sent\s+from\s+(my\s+\w+|outlook|mail\s+for\s+windows|yahoo|aliyun).{0,60}|get\s+outlook\s+for\s+\w+.{0,40}
      |发自我的.{1,30}|发自\s?(iphone|ipad|outlook|网易|qq).{0,30}|來自我的.{1,30}|从我的.{1,20}发送.{0,10}
      |从\s?windows\s?版邮件发送.{0,20}|发送自.{1,40}|寄自我的.{1,20}|此邮件由.{2,30}(发送|发出).{0,10}
      |通过.{1,20}(客户端|邮箱大师).{0,10}发送|获取\s?outlook.{0,40}
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_NOTICE = re.compile(
    r"^\s*(本邮件(及其附件)?(含有|可能含有|内容).{0,20}(保密|机密)|this\s+(e-?mail|message).{0,60}confidential)",
    re.IGNORECASE,
)
MOST_SIGNATURE = 15  # lines; a longer end is no signature


@dataclass(frozen=True)
class Folded:
    """`own` is read at once; `history` and `signature` are opened by who wants them."""

    own: str
    history: str = ""
    signature: str = ""


def folded(text: str) -> Folded:
    """The parts of a mail's text. What stands in no part is white space."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begin = _history_begins(lines)
    own, history = lines[:begin], lines[begin:]
    own, signature = _without_signature(own)
    if not any(line.strip() for line in own):
        return Folded(_joined(lines))
    return Folded(_joined(own), _joined(history), _joined(signature))


def _history_begins(lines: list[str]) -> int:
    for number, whole in enumerate(lines):
        line = whole[:LONGEST_LINE]
        if _BEGINS.match(line):
            return number
        if _HEAD_FIRST.match(line) and _is_head(lines, number):
            return number
        if _WROTE_ON_TWO.match(line) and _wrote_follows(lines, number):
            return number
        if line.lstrip().startswith(">") and not _goes_on(lines, number):
            return number
    return len(lines)


def _is_head(lines: list[str], number: int) -> bool:
    following = [one[:LONGEST_LINE] for one in lines[number + 1 : number + 9] if one.strip()][:4]
    return sum(bool(_HEAD.match(one)) for one in following) >= 2


def _wrote_follows(lines: list[str], number: int) -> bool:
    """Gmail breaks a long line: "On Fri, 20 Nov 2026 at 10:00, Zhou Min <…>" and "wrote:" below it."""
    return (
        any(_WROTE.search(one[-LONGEST_LINE:]) for one in lines[number : number + 3])
        and len("".join(lines[number : number + 3])) < 2 * LONGEST_LINE
    )


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether the person writes on between or below the quoted lines: then all of it is their answer."""
    for following in lines[number:]:
        line = following[:LONGEST_LINE].strip()
        if line and not line.startswith(">"):
            return not (_SIGNATURE.match(line) or _BEGINS.match(line))
    return False


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    last = max((number for number, line in enumerate(lines) if line.strip()), default=-1) + 1
    earliest = max(0, last - MOST_SIGNATURE)
    for number in range(earliest, last):
        line = lines[number][:LONGEST_LINE]
        if _SIGNATURE.match(line) or _NOTICE.match(line):
            return lines[:number], lines[number:]
    return lines, []


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n ")
