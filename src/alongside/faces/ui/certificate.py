"""What a certificate of erasure shows, to its bearer and to staff alike (INF-4)."""

from __future__ import annotations

from typing import Any

from alongside.domain.privacy.models import Erasure
from alongside.domain.privacy.rules.certificate import DELETED, KEPT

TEMPLATE = "faces/ui/certificate.html"


def certificate_of(erasure: Erasure) -> dict[str, Any]:
    """The context of TEMPLATE: counts with their words, articles of law, the sum."""
    return {
        "erasure": erasure,
        "deleted": [(DELETED.get(code, code), count) for code, count in erasure.deleted.items()],
        "kept": [
            (*KEPT[code], count if code != "journal" else "")
            for code, count in erasure.kept.items()
            if code in KEPT
        ],
        "house_name": erasure.node.name,
    }
