"""What may be written, kept and compared (CHN-9). Pure."""

from alongside.domain.knowledge.rules.kinds import PUBLIC_KINDS, SITUATIONS, TOPICS
from alongside.domain.knowledge.rules.placeholders import PLACEHOLDERS, filled, unfilled
from alongside.domain.knowledge.rules.writing import Text, checked, fingerprint

__all__ = [
    "PLACEHOLDERS",
    "PUBLIC_KINDS",
    "SITUATIONS",
    "TOPICS",
    "Text",
    "checked",
    "filled",
    "fingerprint",
    "unfilled",
]
