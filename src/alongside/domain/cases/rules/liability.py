"""When a liability finding holds (CAS-8). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

WHOLE = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Share:
    """One party's part, in per cent with at most two places.

    `party` is a LiabilityShare.Party. A department or contractor must be named; a person by their staff id.
    """

    party: str
    percent: Decimal
    department_id: int | None = None
    staff_id: int | None = None
    contractor_name: str = ""

    @property
    def whose(self) -> tuple[str, int | str | None]:
        """The same for two shares of the same party."""
        names = {
            "department": self.department_id,
            "person": self.staff_id,
            "contractor": self.contractor_name.strip(),
        }
        return self.party, names.get(self.party)


@dataclass(frozen=True)
class Standing:
    """How high somebody stands: the rank of their role, and how far from the root its node is (0 = root)."""

    rank: int
    depth: int


def check_shares(shares: Sequence[Share]) -> None:
    """Each party named, once, with a share above 0; all of them exactly 100 per cent. Refused otherwise."""
    if not shares:
        raise Refused(_("Name at least one party."), field="shares")
    for share in shares:
        percent = share.percent
        if not percent.is_finite() or not 0 < percent <= WHOLE or percent != percent.quantize(CENT):
            raise Refused(
                _("A share is more than 0 and at most 100 per cent, with two places at most."), field="shares"
            )
        kind, name = share.whose
        if kind not in {"department", "person", "contractor", "owner", "third_party"}:
            raise Refused(_("There is no such party."), field="shares")
        if kind in {"department", "person", "contractor"} and not name:
            raise Refused(_("Say which department, person or contractor it is."), field="shares")
    if len({share.whose for share in shares}) != len(shares):
        raise Refused(_("A party stands here twice; put its shares together."), field="shares")
    total = sum((share.percent for share in shares), Decimal(0))
    if total != WHOLE:
        raise Refused(
            _("The shares add up to %(total)s %%, not to 100 %%.")
            % {"total": total.normalize().__format__("f")},
            field="shares",
            facts={"total": str(total)},
        )


def check_not_in_own_matter(staff_id: int, concerned: set[int]) -> None:
    """Nobody finds or decides about themself."""
    if staff_id in concerned:
        raise Refused(_("Nobody decides in a matter that concerns themself."))


def check_one_level_up(
    *, decider_id: int, finder_id: int, decider: Standing | None, finder: Standing
) -> None:
    """An appeal goes one level up: to a higher rank, or to a place nearer the root; never to the finder."""
    if decider_id == finder_id:
        raise Refused(_("Who found it does not decide the appeal against it."))
    if decider is None or not (decider.rank > finder.rank or decider.depth < finder.depth):
        raise Refused(_("An appeal goes one level up: somebody above the one who found it decides."))
