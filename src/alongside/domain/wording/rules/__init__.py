"""Pure: how a forbidden wording is written down, and found in a text."""

from alongside.domain.wording.rules.finding import Found, find_forbidden
from alongside.domain.wording.rules.holes import check_filled, holes_in
from alongside.domain.wording.rules.variants import check_variants

__all__ = ["Found", "check_filled", "check_variants", "find_forbidden", "holes_in"]
