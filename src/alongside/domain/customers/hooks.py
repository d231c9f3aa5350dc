"""What customers ask of the domains above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import models
from django.db.models import Q

from alongside.kernel.actor import Actor
from alongside.kernel.hooks import Hook

# (contact_point_id, code, now, expires_at): take the code to the customer, in this transaction's outbox.
SEND_CODE: Hook[[int, str, datetime, datetime], bool] = Hook("Who takes a sign-in code to the customer?")


@dataclass(frozen=True)
class Belonging:
    """Rows that follow a customer when two records of theirs become one, and back when they are parted (CUS-6).

    `field` names the customer. `once_per`: where the survivor has a row of the same values in these columns already,
    the other stays where it is, out of sight, until the records are parted. `one_standing`: the same for rows that have
    not ended: the column that ends them, and of what there is only one at a time. `through` finds the rows where the
    customer's column has no index: another column, and the table (a belonging listed later) whose rows it names.
    `is_at_node`: a row here is why its node serves the customer.
    """

    model: type[models.Model]
    field: str = "customer"
    once_per: tuple[str, ...] = ()
    one_standing: tuple[str, tuple[str, ...]] | None = None
    through: tuple[str, type[models.Model]] | None = None
    is_at_node: bool = False

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"


BELONGINGS: Hook[[], tuple[Belonging, ...]] = Hook("Which rows of yours follow a customer who is merged?")


@dataclass(frozen=True)
class Counted:
    """A fact of customers that is a number: how many rows of a table name them (CUS-4, CUS-5).

    `rows(viewer, now)`: the rows that count, as far as the viewer may see them; `field` names the customer in them.
    """

    code: str
    label: Any
    group: Literal["customer", "unit", "journey", "case", "value"]
    rows: Callable[[Actor, datetime], models.QuerySet]
    field: str = "customer"


@dataclass(frozen=True)
class Chosen:
    """A fact of customers that is one of some choices: `narrow(value, viewer, now)` is the condition on customers."""

    code: str
    label: Any
    group: Literal["customer", "unit", "journey", "case", "value"]
    choices: Callable[[], list[tuple[str, Any]]]
    narrow: Callable[[str, Actor, datetime], Q]


FACTS: Hook[[], tuple[Counted | Chosen, ...]] = Hook(
    "What can segments and the value of a customer ask of yours?"
)
