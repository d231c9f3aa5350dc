"""The names that stand in a script for what the record knows: {{客户}}, {{时限}} … (CHN-8, CHN-9). Pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

# code of a value → the names by which writers may call it, the first one being shown.
PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    "customer": ("客户", "客戶", "customer"),
    "unit": ("房屋", "unit"),
    "case_number": ("事件编号", "事件編號", "case"),
    "deadline": ("时限", "時限", "deadline"),
    "agent": ("客服", "agent"),
    "node": ("项目", "項目", "專案", "node"),
    "hotline": ("热线", "熱線", "hotline"),
}
CODES = {name: code for code, names in PLACEHOLDERS.items() for name in names}
_HOLE = re.compile(r"\{\{\s*([^{}\n]{0,30}?)\s*\}\}")


def filled(text: str, **values: str | None) -> str:
    """The text with every placeholder whose value is known put in; the others stay, for `unfilled` to name.

    Values by their code: customer, unit, case_number, deadline, agent, node, hotline. Raises TypeError for others.
    """
    if unknown := values.keys() - PLACEHOLDERS.keys():
        raise TypeError(f"no placeholder is called {', '.join(sorted(unknown))}")

    def put(hole: re.Match[str]) -> str:
        return values.get(CODES.get(hole[1].lower(), "")) or hole[0]

    return _HOLE.sub(put, text)


def unfilled(text: str) -> list[str]:
    """The names that still stand in the text, in their order: what must be said before it can go out."""
    return list(dict.fromkeys(hole[1] for hole in _HOLE.finditer(text)))


def check_placeholders(text: str) -> None:
    """Refused for a name that nobody declared: it would stay as it is in front of a customer."""
    for name in unfilled(text):
        if name.lower() not in CODES:
            raise Refused(
                _("{{%(name)s}} is not known. There are: %(known)s.")
                % {
                    "name": name,
                    "known": " ".join("{{" + names[0] + "}}" for names in PLACEHOLDERS.values()),
                },
                field="words",
            )
