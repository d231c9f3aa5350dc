"""Customers in bulk from a table (CUS-10, EST-7): faulty rows are named, good ones go in batch by batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.domain.customers import events, rules
from alongside.domain.customers.actions.knowing import set_found_by
from alongside.domain.customers.models import ContactPoint, Customer, CustomerNode, UnitRelation
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.estates.models import Unit
from alongside.domain.estates.rules import said_building, said_entrance
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import (
    Cells,
    LoadReport,
    Progress,
    as_date,
    batches,
    copy_rows,
    one_run_at_a_time,
    reserve_ids,
)
from alongside.kernel.crypto import encrypt
from alongside.kernel.tables import Row

BATCH = 5_000

# field -> how its column may be called
CUSTOMER_COLUMNS: dict[str, tuple[str, ...]] = {
    "source_key": ("客户编号", "客户号", "source_key"),
    "name": ("姓名", "客户姓名", "客户名称", "name"),
    "form_of_address": ("称呼", "form_of_address"),
    "kind": ("类型", "客户类型", "kind"),
    "tier": ("会员等级", "tier"),
    "phone": ("手机", "电话", "手机号", "联系电话", "phone"),
    "email": ("邮箱", "电子邮箱", "email"),
    "document_kind": ("证件类型", "document_kind"),
    "document_number": ("证件号", "证件号码", "身份证号", "document_number"),
    "estate": ("楼盘", "小区", "项目", "estate"),
    "building": ("楼栋", "栋", "楼号", "building"),
    "entrance": ("单元", "entrance"),
    "number": ("房号", "室号", "房间号", "number"),
    "role": ("身份", "关系", "role"),
    "from_on": ("起始日期", "入住日期", "from_on"),
    "words": ("备注", "words"),
}

_SAID = {
    "kind": {"个人": "person", "企业": "company", "公司": "company", "单位": "company"},
    "tier": {"普通": "standard", "银卡": "silver", "会员银卡": "silver", "金卡": "gold", "会员金卡": "gold"},
    "role": {
        "意向客户": "prospect",
        "准业主": "buyer",
        "业主": "owner",
        "共有人": "co_owner",
        "租户": "tenant",
        "租客": "tenant",
        "家属": "family",
        "家庭成员": "family",
        "代理人": "agent",
    },
}
_CHOICES = {"kind": Customer.Kind, "tier": Customer.Tier, "role": UnitRelation.Role}
_LONGEST = {
    "source_key": 80,
    "name": 120,
    "form_of_address": 20,
    "document_kind": 20,
    "document_number": 80,
    "words": 2000,
}


@dataclass(slots=True)
class _CustomerRow:
    line: int
    source_key: str
    name: str
    phone: str
    phone_hash: str
    email: str
    described: dict[str, Any]
    unit_key: tuple[str, str, str, str] | None
    role: str
    from_on: date | None
    unit: tuple[int, int] | None = None  # id and node id, once it is found
    customer_id: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows the same customer: the number in the old system, else the phone."""
        return ("key", self.source_key) if self.source_key else ("phone", self.phone_hash)


def import_customers(
    rows: Iterable[Row],
    *,
    node: Node,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load customers with phone, email and the unit they live in, known at `node` from now on.

    Two rows are one customer when their number in the old system is the same, else when their phone and name are;
    one who is there already is left as they are, only a home that is new is added. So a second run changes nothing
    and a run that was killed is run again. Units must be there before (import_units).
    """
    by.require(CHANGE_CUSTOMERS, on=node)
    report = LoadReport()
    today = now.astimezone(ZoneInfo(node.zone)).date()
    names: dict[tuple[str, str], tuple[str, int]] = {}
    counted: set[tuple[str, str]] = set()
    for batch in batches(rows, BATCH):
        good: list[tuple[_CustomerRow, Cells]] = []
        for row in batch:
            report.read += 1
            read = _read(row, report, names)
            if read is not None:
                good.append(read)
        _load(good, report, counted, node=node, by=by, now=now, today=today, dry_run=dry_run)
        if progress:
            progress(report.read)
    report.faulty.sort(key=lambda one: one.line)
    return report


def _read(
    row: Row, report: LoadReport, names: dict[tuple[str, str], tuple[str, int]]
) -> tuple[_CustomerRow, Cells] | None:
    cells = Cells(row.line, row.cells, CUSTOMER_COLUMNS, report.faulty)
    name = " ".join(cells.text("name").split())
    if not name:
        cells.fault("name", _("This is missing."))
    for field, longest in _LONGEST.items():
        if len(cells.text(field)) > longest:
            cells.fault(field, _("This is longer than %(n)s characters.") % {"n": longest})
    phone = cells.read("phone", rules.normalised_phone) or ""
    email = cells.read("email", rules.normalised_email) or ""
    if not cells.text("phone") and not cells.text("source_key"):
        cells.fault(
            "phone", _("Without a phone or a customer number a second run would add this customer again.")
        )
    home = [cells.text(field) for field in ("estate", "building", "entrance", "number")]
    has_home = any((home[1], home[3]))
    for field, value in zip(("estate", "building", "number"), (home[0], home[1], home[3]), strict=True):
        if has_home and not value:
            cells.fault(field, _("A home needs estate, building and number."))
    described = {
        "kind": _choice(cells, "kind") or "person",
        "tier": _choice(cells, "tier") or "standard",
        "form_of_address": cells.text("form_of_address"),
        "document_kind": cells.text("document_kind"),
        "document_number": cells.text("document_number"),
        "words": cells.text("words"),
    }
    role = _choice(cells, "role") or "owner"
    from_on = cells.read("from_on", as_date, _("This is not a date."))
    if cells.is_faulty:
        return None
    customer = _CustomerRow(
        line=row.line,
        source_key=cells.text("source_key"),
        name=name,
        phone=phone,
        phone_hash=rules.contact_hash("phone", phone) if phone else "",
        email=email,
        described=described,
        unit_key=(home[0], said_building(home[1]), said_entrance(home[2]), home[3]) if has_home else None,
        role=role,
        from_on=from_on,
    )
    first_name, line = names.setdefault(customer.key, (name, row.line))
    if first_name != name:
        field = "source_key" if customer.source_key else "phone"
        cells.fault(field, _("Line %(line)s has the same with another name.") % {"line": line})
        return None
    return customer, cells


def _choice(cells: Cells, field: str) -> str:
    said = cells.text(field)
    if not said:
        return ""
    code = _SAID[field].get(said, said.lower())
    if code not in _CHOICES[field].values:
        options = "、".join(_SAID[field])
        cells.fault(field, _("“%(said)s” is none of: %(options)s.") % {"said": said[:20], "options": options})
    return code


@transaction.atomic
def _load(
    rows: list[tuple[_CustomerRow, Cells]],
    report: LoadReport,
    counted: set[tuple[str, str]],
    *,
    node: Node,
    by: Actor,
    now: datetime,
    today: date,
    dry_run: bool,
) -> None:
    """One batch, one transaction: matched with what is there, checked, and the new written by COPY."""
    with one_run_at_a_time("customers.import_customers"):
        known = _known([row for row, _cells in rows])
        _find_units(rows, node)
        good: list[_CustomerRow] = []
        for row, cells in rows:
            there = known.get(row.key)
            if there and not row.source_key and there[1] != row.name:
                cells.fault(
                    "phone", _("A customer of another name has this phone. Give both a customer number.")
                )
            elif not cells.is_faulty:
                row.customer_id = there[0] if there else 0
                good.append(row)
        fresh = list({row.key: row for row in reversed(good) if not row.customer_id}.values())[::-1]
        report.new += len({row.key for row in fresh} - counted)
        report.known += len({row.key for row in good if row.customer_id} - counted)
        counted.update(row.key for row in good)
        if dry_run:
            return
        _copy_customers(fresh, node=node, now=now)
        ids = {row.key: row.customer_id for row in fresh}
        for row in good:
            row.customer_id = row.customer_id or ids[row.key]
        _relate(good, node=node, today=today)
        if fresh:
            facts = {"count": len(fresh)}
            journal.record(
                events.CUSTOMERS_IMPORTED, about=node, by=by, at=now, facts=facts, node_path=node.path
            )


def _known(rows: list[_CustomerRow]) -> dict[tuple[str, str], tuple[int, str]]:
    """Customers that are there already: id and name by key."""
    keys = [row.source_key for row in rows if row.source_key]
    hashes = [row.phone_hash for row in rows if not row.source_key]
    found: dict[tuple[str, str], tuple[int, str]] = {}
    points = ContactPoint.objects.filter(kind="phone", value_hash__in=hashes).order_by("-customer_id")
    named = {(row.phone_hash, row.name) for row in rows}
    for value_hash, customer_id, name in points.values_list("value_hash", "customer_id", "customer__name"):
        there = found.get(("phone", value_hash))
        if there is None or (value_hash, there[1]) not in named:  # of several, rather the one of that name
            found[("phone", value_hash)] = (customer_id, name)
    for key, customer_id, name in Customer.objects.filter(source_key__in=keys).values_list(
        "source_key", "pk", "name"
    ):
        found[("key", key or "")] = (customer_id, name)
    return found


def _find_units(rows: list[tuple[_CustomerRow, Cells]], node: Node) -> None:
    """Each row's home at the node or below it; a home that isn't there is a fault."""
    wanted = {row.unit_key for row, _cells in rows if row.unit_key}
    if not wanted:
        return
    units = Unit.objects.filter(
        node__path__startswith=node.path,
        estate__name__in={key[0] for key in wanted},
        number__in={key[3] for key in wanted},
    ).values_list("estate__name", "building__name", "entrance", "number", "pk", "node_id")
    found = {
        key: (pk, node_id) for *key_parts, pk, node_id in units.iterator(10_000) for key in [tuple(key_parts)]
    }
    for row, cells in rows:
        if row.unit_key:
            row.unit = found.get(row.unit_key)
            if row.unit is None:
                cells.fault("number", _("There is no such unit; import the units first."))


def _copy_customers(rows: list[_CustomerRow], *, node: Node, now: datetime) -> None:
    if not rows:
        return
    for row, customer_id in zip(rows, reserve_ids(Customer, len(rows)), strict=True):
        row.customer_id = customer_id
    described = ["kind", "tier", "form_of_address", "document_kind", "words"]
    copy_rows(
        Customer,
        "id node_id source_key name name_sort_key document_number document_hash search_text search_vector "
        "language preferred_channel is_do_not_disturb created_at version " + " ".join(described),
        (
            (
                row.customer_id,
                node.pk,
                row.source_key or None,
                row.name,
                found_by.name_sort_key,
                encrypt(row.described["document_number"]),
                found_by.document_hash,
                found_by.search_text,
                found_by.search_vector,
                "zh-hans",
                "",
                False,
                now,
                1,
                *(row.described[field] for field in described),
            )
            for row in rows
            for found_by in (_found_by(row),)
        ),
    )
    points = [
        (row.customer_id, kind, value)
        for row in rows
        for kind, value in (("phone", row.phone), ("email", row.email))
        if value
    ]
    ids = reserve_ids(ContactPoint, len(points))
    copy_rows(
        ContactPoint,
        "id customer_id kind value value_hash tail_hash masked label is_primary wrong_reports",
        (
            (
                point_id,
                customer_id,
                kind,
                encrypt(value),
                rules.contact_hash(kind, value),
                rules.tail_hash(kind, value),
                rules.masked(kind, value),
                "",
                True,
                0,
            )
            for point_id, (customer_id, kind, value) in zip(ids, points, strict=True)
        ),
    )


def _found_by(row: _CustomerRow) -> Customer:
    customer = Customer(name=row.name, document_number=row.described["document_number"])
    set_found_by(customer)
    return customer


def _relate(rows: list[_CustomerRow], *, node: Node, today: date) -> None:
    """The nodes that serve them and the homes they live in; what is there already stays."""
    served = {(row.customer_id, node.pk) for row in rows}
    served |= {(row.customer_id, row.unit[1]) for row in rows if row.unit}
    CustomerNode.objects.bulk_create(
        [CustomerNode(customer_id=customer_id, node_id=node_id) for customer_id, node_id in sorted(served)],
        ignore_conflicts=True,
        batch_size=10_000,
    )
    living = {(row.customer_id, row.unit, row.role): row for row in rows if row.unit}
    customers = {row.customer_id for row in living.values()}
    ever = set(
        UnitRelation.objects.filter(customer__in=customers).values_list("customer_id", "unit_id", "role")
    )
    UnitRelation.objects.bulk_create(
        [
            UnitRelation(
                customer_id=row.customer_id,
                unit_id=unit_id,
                node_id=unit_node_id,
                role=row.role,
                from_on=row.from_on or today,
            )
            for row in living.values()
            for unit_id, unit_node_id in (row.unit,)
            if (row.customer_id, unit_id, row.role) not in ever
        ],
        ignore_conflicts=True,
        batch_size=10_000,
    )
