"""What a script left open: {{时限}} is not sent to a customer (CHN-8)."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

_HOLE = re.compile(r"[{｛]{2}[^{}｛｝\n]{0,40}[}｝]{2}")


def holes_in(text: str) -> list[str]:
    """Each placeholder that nobody filled, once."""
    return list(dict.fromkeys(_HOLE.findall(text)))


def check_filled(text: str, *, field: str) -> None:
    """Refused while something is left open."""
    if holes := holes_in(text):
        raise Refused(
            _("%(holes)s is still to be filled in before it goes to the customer.")
            % {"holes": "、".join(holes)},
            field=field,
        )
