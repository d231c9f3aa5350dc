"""Two owners with homes and cases, for the tests of the portal's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from alongside.domain.cases.actions.drafting import change_draft, start_draft
from alongside.domain.cases.models import Case, CaseDraft, Category, DeadlineRule
from alongside.domain.cases.samples import a_case_in, a_category
from alongside.domain.customers.actions import relate_unit, start_portal_session
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.models import Location, Unit
from alongside.domain.estates.samples import a_building, a_location, a_public_area, a_unit, an_estate
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.samples import a_group, a_node, a_staff_member
from alongside.faces.portal.page import SESSION_KEY
from alongside.kernel.actor import SYSTEM
from alongside.kernel.tests.test_files import a_picture


@dataclass
class House:
    """周敏 owns 2102 and 2202; 马骏 owns 2302 and must see nothing of hers; 林晓月 looks after her cases."""

    now: datetime
    node: Node
    zhou: Customer
    ma: Customer
    home: Unit
    second_home: Unit
    his_home: Unit
    lin: StaffMember
    bathroom: Location
    ceiling: Location
    category: Category

    def case(self, state: str = "acknowledged", **but) -> Case:
        """A complaint of 周敏 in that state, which 林晓月 has taken up."""
        given = {"kind": "complaint", "category": self.category, "channel": "portal"}
        given |= {"customer": self.zhou, "unit": self.home, "owner": self.lin, **but}
        case = a_case_in("received" if state == "received" else state, node=self.node, now=self.now, **given)
        return Case.objects.get(pk=case.pk)

    def draft(self, **fields) -> CaseDraft:
        """A repair that 周敏 began to report."""
        by = CustomerActor(self.zhou)
        draft = start_draft(self.zhou, unit=self.home, kind="repair", by=by, now=self.now)
        return change_draft(draft, by=by, now=self.now, words="天花板滴水", **fields)


def build_house() -> House:
    now = timezone.now().replace(microsecond=0)
    group = a_group(now=now)
    node = a_node(now=now, parent=group)
    for milestone, minutes in (("acknowledge", 30), ("answer", 120), ("resolve", 2880), ("call_back", 600)):
        DeadlineRule.objects.create(milestone=milestone, minutes=minutes, is_round_the_clock=True)
    estate = an_estate(node=node, now=now)
    building = a_building(estate, now=now)
    home, second, his = (a_unit(building, now=now, number=number) for number in ("2102", "2202", "2302"))
    a_public_area(estate, now=now)
    zhou = a_customer(node=node, now=now, unit=home)
    relate_unit(
        zhou, unit=second, role="owner", from_on=home.handed_over_on - timedelta(days=9), by=SYSTEM, now=now
    )
    ma = a_customer(
        node=node, now=now, unit=his, name="马骏", phone="139 5678 1801", email="ma.jun@example.com"
    )
    bathroom = a_location(now=now, code="bathroom", name={"zh-hans": "卫生间", "en": "Bathroom"}, icon="bath")
    ceiling = a_location(now=now, parent=bathroom, code="ceiling", name={"zh-hans": "顶面", "en": "Ceiling"})
    return House(
        now=now,
        node=node,
        zhou=zhou,
        ma=ma,
        home=home,
        second_home=second,
        his_home=his,
        lin=a_staff_member(now=now, name="林晓月", username="lin"),
        bathroom=bathroom,
        ceiling=ceiling,
        category=a_category("complaint", "complaint/quality", name={"zh-hans": "工程质量", "en": "Quality"}),
    )


def signed_in(client: Client, customer: Customer, language: str = "zh-hans") -> Client:
    """The client with that customer signed in, reading that language."""
    session = start_portal_session(
        customer,
        device="Mozilla/5.0 (iPhone) MicroMessenger/8",
        by=CustomerActor(customer),
        now=timezone.now(),
    )
    kept = client.session
    kept[SESSION_KEY] = session.pk
    kept.save()
    client.cookies["sessionid"] = kept.session_key
    client.cookies["django_language"] = language
    return client


def pictures(count: int = 1) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{n}.jpg", a_picture(), content_type="image/jpeg") for n in range(count)]


__all__ = ["House", "build_house", "pictures", "signed_in"]
