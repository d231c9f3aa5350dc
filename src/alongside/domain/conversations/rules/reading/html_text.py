"""The words of an HTML mail, as lines; what stands in a quotation is told apart. Pure.

Nothing of the HTML itself is ever shown, so nothing in it can run, load or track.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from alongside.kernel.later import Later

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

lexbor = Later("selectolax.lexbor")

LONGEST = 2_000_000  # characters of HTML that are read
DEEPEST = 1_000  # elements in one another; what is deeper is a trap, for each looks through all around it
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg", "iframe"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,30})[^<>]{0,4000}>?")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "tr",
        "th",
    ]
)
_CELLS = frozenset({"td", "th"})
# How mail programs mark what they quote: id or class of the element.
_QUOTES = re.compile(
    r"(^|\s)(gmail_quote(_container)?|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|isReplyContent"
    r"|appendonsend|divRplyFwdMsg|ntes-mailmaster-quote|qmbox|mail-quote|zmail_extra|x_gmail_quote"
    r"|OLK_SRC_BODY_SECTION|reply-quote|BluetoothQuote|aliyun_mail_quote)(\s|$)",
    re.IGNORECASE,
)
_ON_FROM_HERE = frozenset({"appendonsend", "divrplyfwdmsg"})  # Outlook: everything after it is quoted too
_SIGNATURES = re.compile(
    r"(^|\s)(gmail_signature|moz-signature|signature|ntes_signature|foxmail_sign|_FoxFROMNAME|mail-sign|"
    r"apple-mail-signature|ms-outlook-mobile-signature|__aliyun_signature_wrap)(\s|$)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(px|pt|em)?\s*(;|$)|mso-hide\s*:\s*all",
    re.I,
)


@dataclass(frozen=True)
class HtmlWords:
    """What the person wrote, what they quoted below it, and their signature where their program marked it."""

    own: str
    quoted: str
    signature: str


def html_words(html: str) -> HtmlWords:
    """Never raises: what can't be read as HTML has no words."""
    html = html[:LONGEST].replace("\x00", "")
    if _depth(html) > DEEPEST:
        return HtmlWords(_as_lines(unescape(_TAG.sub("\n", html))), "", "")
    tree = lexbor.LexborHTMLParser(html)
    top = tree.body or tree.root
    if top is None:
        return HtmlWords("", "", "")
    kept: dict[str, list[str]] = {"own": [], "quoted": [], "signature": []}
    _walk(top, kept)
    own, quoted, signature = ("".join(kept[one]) for one in ("own", "quoted", "signature"))
    return HtmlWords(_as_lines(own), _as_lines(quoted), _as_lines(signature))


def _depth(html: str) -> int:
    """How deep it may be at most: tags opened and not closed before."""
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        if tag[0].startswith("</"):
            depth = max(0, depth - 1)
        elif not tag[0].endswith("/>") and tag[1].lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _walk(top: LexborNode, kept: dict[str, list[str]]) -> None:
    """By hand and not by recursion, for a mail may be nested ten thousand deep."""
    where = "own"
    after_all = False
    ends: list[
        tuple[LexborNode | None, str, str]
    ] = []  # (element, where we were before, what to write at its end)
    node: LexborNode | None = top
    while node is not None:
        tag = node.tag or ""
        skipped = False
        if tag == "-text":
            kept[where].append(re.sub(r"[ \t\r\n\f]+", " ", node.text(deep=False) or ""))
        elif tag in _UNSEEN or tag.startswith("-") or _is_hidden(node):
            skipped = True
        elif tag == "br":
            kept[where].append("\n")
        elif tag == "img":
            kept[where].append(_short_alt(node))
        child = None if skipped or tag in ("-text", "br", "img") else node.child
        if child is not None:
            before = where
            marks = _marks(node)
            if where == "own" and (tag == "blockquote" or _QUOTES.search(marks)):
                where = "quoted"
                after_all = after_all or bool(_ON_FROM_HERE & set(marks.lower().split()))
            elif where == "own" and _SIGNATURES.search(marks):
                where = "signature"
            around = "\n" if tag in _BLOCKS else "\t" if tag in _CELLS else ""
            kept[where].append("\n" if tag in _BLOCKS else "")
            ends.append((node, "quoted" if after_all and where == "quoted" else before, around))
            node = child
            continue
        while node is not None and node.next is None:
            if not ends:
                return
            node, where_before, around = ends.pop()
            kept[where].append(around)
            where = where_before
            if node is top or not ends:
                return
        node = node.next if node is not None else None


def _marks(node: LexborNode) -> str:
    told = node.attributes
    return " ".join(str(told.get(one) or "")[:200] for one in ("id", "class", "name"))


def _is_hidden(node: LexborNode) -> bool:
    style = node.attributes.get("style")
    return bool(style and _HIDDEN.search(style[:500]))


def _short_alt(node: LexborNode) -> str:
    alt = (node.attributes.get("alt") or "").strip()
    return alt if 0 < len(alt) <= 20 else ""


def _as_lines(text: str) -> str:
    text = text.replace("\xa0", " ").replace("\u200b", "").replace("\ufeff", "")
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
