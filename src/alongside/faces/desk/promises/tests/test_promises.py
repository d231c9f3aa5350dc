"""Promises at the desk: made in two keystrokes, kept, changed with consent, counted (SAL-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.cases.actions.writing import reply_to_customer
from alongside.domain.cases.samples import a_case
from alongside.domain.customers.samples import a_customer
from alongside.domain.journeys.samples import a_journey
from alongside.domain.promises.actions import ask_to_renegotiate, break_promise, keep_promise
from alongside.domain.promises.models import Promise, PromiseKind
from alongside.domain.promises.samples import a_promise
from alongside.faces.desk.promises.promises import PAGE
from alongside.faces.desk.tests.pages import signed_in

pytestmark = pytest.mark.django_db
URL = "/desk/promises/"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def promise(cast, now) -> Promise:
    return a_promise(
        cast.customer.customer,
        by=cast.agent,
        now=now,
        node=cast.project,
        unit=cast.unit,
        words="周五前修好返水",
    )


@pytest.fixture
def browser(client, cast):
    return signed_in(client, cast.agent.staff)


def _day(now, days: int) -> str:
    return (timezone.localdate(now) + timedelta(days=days)).isoformat()


def test_the_form_comes_filled_wherever_a_promise_is_made(cast, browser, now) -> None:
    """SAL-4: from a case, a message in it, a customer, a journey and a step; sent twice it is entered once."""
    customer = cast.customer.customer
    case = a_case(node=cast.project, now=now, customer=customer, unit=cast.unit, kind="repair", category=None)
    message = case.conversation.messages.get()
    journey = a_journey(customer, cast.unit, now=now, keeper=cast.agent.staff, happened={"signed": now})
    step = journey.steps.first()
    asked = {
        f"case={case.number}": ("case", case.pk),
        f"message={message.pk}": ("message", message.pk),
        f"journey={journey.pk}": ("journey", journey.pk),
        f"step={step.pk}": ("step", step.pk),
        f"customer={customer.pk}": ("", None),
        f"unit={cast.unit.pk}": ("", None),
    }
    for query, origin in asked.items():
        page = browser.get(f"{URL}make/?{query}")
        form = page.context["form"]
        assert customer.name in page.content.decode()
        assert "sheet-body" not in page.content.decode()  # a page of its own has no sheet to answer into
        given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        given["kind"], given["unit"] = PromiseKind.objects.get(code="repair").pk, cast.unit.pk
        given["node"] = cast.project.pk
        given |= {"words": "明天 18 点前回电", "due_on": _day(now, 1)}
        for _time in range(2):
            assert browser.post(f"{URL}make/?{query}", given).status_code == 302, query
        made = Promise.objects.get(once_key__endswith=given["once_key"])
        assert (made.origin_kind, made.origin_id) == origin
        assert (made.customer, made.keeper, made.unit) == (customer, cast.agent.staff, cast.unit)
    told = reply_to_customer(case, words="明天上门", by=cast.agent, now=now)
    story = browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert f"{URL}make/?message={told.pk}" in story
    assert browser.get(f"{URL}make/?message={told.pk}").context["form"]["words"].value() == "明天上门"
    beside = browser.get(f"{URL}of-case/{case.number}/", headers={"HX-Request": "true"}).content.decode()
    assert beside.count("明天 18 点前回电") == 2


def test_what_makes_no_sense_stays_on_the_form(cast, browser, now) -> None:
    """SAL-4"""
    url = f"{URL}make/?customer={cast.customer.customer.pk}"
    right = {
        "words": "回电", "due_on": _day(now, 1), "kind": PromiseKind.objects.get(code="other").pk,
        "keeper": cast.agent.staff.pk, "node": cast.project.pk,
    }  # fmt: skip
    for wrong in (
        {"words": " "},
        {"due_on": _day(now, -1)},
        {"due_on": "9999-12-31"},
        {"due_on": "x"},
        {"kind": "0"},
    ):
        answer = browser.post(url, {**right, **wrong})
        assert answer.status_code == 422
        assert next(iter(wrong)) in answer.context["form"].errors
    for query in ("", "case=x", "step=99999999999999999999", "journey=0", "customer=a", "message=1"):
        assert browser.get(f"{URL}make/?{query}").status_code == 404


def test_is_kept_from_its_page_and_the_record_counts_it(cast, browser, promise) -> None:
    """SAL-4, CAS-16"""
    text = browser.get(URL).content.decode()
    assert "周五前修好返水" in text
    assert browser.get(f"{URL}{promise.pk}/").status_code == 200
    kept = {"words": "已更换", "seen": promise.version}
    assert browser.post(f"{URL}{promise.pk}/keep/", kept).status_code == 302
    assert browser.post(f"{URL}{promise.pk}/keep/", kept).status_code == 409
    promise.refresh_from_db()
    assert promise.state == "kept"


def test_a_change_is_asked_for_and_the_answer_written_down(cast, browser, promise, now) -> None:
    """SAL-4; CHN-8: what is not promised there is shown before the customer reads it."""
    url = f"{URL}{promise.pk}/"
    asked = {"reason": "缺料", "new_on": "", "seen": promise.version}
    assert browser.post(f"{url}ask/", asked).status_code == 422
    unwary = {**asked, "new_on": _day(now, 9), "new_words": "我们保证学位"}
    shown = browser.post(f"{url}ask/", unwary)
    assert shown.status_code == 422 and 'value="school_place"' in shown.content.decode()
    assert browser.post(f"{url}ask/", {**asked, "new_on": _day(now, 9)}).status_code == 302
    assert "缺料" in browser.get(url).content.decode()
    answer = {"agrees": "yes", "channel": "phone", "words": "可以", "seen": promise.version + 1}
    assert browser.post(f"{url}answer/", answer).status_code == 302
    promise.refresh_from_db()
    assert (promise.state, promise.due_on.isoformat()) == ("open", _day(now, 9))
    drop = {"reason": "停水", "drop": "on", "seen": promise.version}
    assert browser.post(f"{url}ask/", drop).status_code == 302
    promise.refresh_from_db()
    assert browser.post(f"{url}take-back/", {"seen": promise.version}).status_code == 302
    assert promise.renegotiations.filter(new_on=None, answer="taken_back").exists()


def test_every_figure_of_the_record_opens_into_its_rows(cast, client, now) -> None:
    """SAL-4: the totals equal the rows."""
    made = [a_promise(cast.customer.customer, by=cast.agent, now=now) for _one in range(4)]
    keep_promise(made[0], by=cast.agent, now=now)
    break_promise(made[1], words="做不到", by=cast.agent, now=now)
    keep_promise(made[2], by=cast.agent, now=now)
    page = signed_in(client, cast.supervisor.staff).get(f"{URL}record/")
    for absurd in (
        "until=0001-01-01",
        "until=9999-12-31",
        "from=9999-12-31",
        "from=x&until=y",
        "node=x",
        "node=0",
    ):
        assert client.get(f"{URL}record/?{absurd}").status_code == 200, absurd
        assert client.get(f"{URL}?tab=record&{absurd}&keeper=x&at=99999999999999999999").status_code == 200
    assert page.context["total"].total == 3
    for _title, _what, rows in page.context["tables"]:
        for row in [*rows, page.context["sum"]]:
            for cell in [*row.cells, row.total]:
                assert len(client.get(cell.url).context["rows"]) == cell.count


def test_lists_are_paged_and_cost_the_same_however_long(
    cast, browser, now, django_assert_num_queries
) -> None:
    """The list asks as much with three as with one; no row is lost between two pages."""
    for count in (1, 2, 3):
        made = a_promise(cast.customer.customer, by=cast.agent, now=now)
        with django_assert_num_queries(6):
            assert len(browser.get(f"{URL}?tab=all").context["rows"]) == count
    values = {field.attname: getattr(made, field.attname) for field in Promise._meta.fields}
    Promise.objects.bulk_create(Promise(**values | {"id": None}) for _one in range(PAGE))
    first = browser.get(f"{URL}?tab=all")
    second = browser.get(f"{URL}{first.context['older']}")
    assert [len(one.context["rows"]) for one in (first, second)] == [PAGE, 3]


def test_at_a_home_one_says_to_whom(cast, browser, now) -> None:
    """SAL-4: the owner is offered first, whoever lives there can be chosen; a home that nobody has offers nothing."""
    wife = a_customer(
        node=cast.project, now=now, unit=cast.unit, role="family", name="周小妹", phone="13700007777"
    )
    url = f"{URL}make/?unit={cast.unit.pk}"
    form = browser.get(url).context["form"]
    assert form["whom"].value() == cast.customer.customer.pk
    given = {
        "whom": wife.pk,
        "words": "周日前换锁",
        "due_on": _day(now, 2),
        "kind": PromiseKind.objects.first().pk,
    }
    given |= {"node": cast.project.pk, "keeper": cast.agent.staff.pk, "unit": cast.unit.pk, "once_key": "k"}
    assert browser.post(url, {**given, "whom": "987654321"}).status_code == 422
    assert browser.post(url, given).url == f"/desk/estates/units/{cast.unit.pk}/"
    assert Promise.objects.get().customer == wife
    home = browser.get(f"/desk/estates/units/{cast.unit.pk}/").content.decode()
    assert f"{URL}make/?unit={cast.unit.pk}" in home
    assert browser.get(f"{URL}make/?unit={cast.next_unit.pk}").status_code == 404
    assert browser.get(f"{URL}make/?unit={cast.other_unit.pk}").status_code == 404


def test_stands_on_the_pages_of_customer_home_and_journey(cast, browser, promise, now) -> None:
    """CUS-2"""
    journey = a_journey(cast.customer.customer, cast.unit, now=now, keeper=cast.agent.staff)
    for path in (
        f"customers/{promise.customer_id}/",
        f"estates/units/{promise.unit_id}/",
        f"journeys/{journey.pk}/",
    ):
        assert "周五前修好返水" in browser.get(f"/desk/{path}").content.decode(), path


def test_a_stranger_learns_nothing(cast, client, promise, now) -> None:
    """ORG-3: neither the list nor any act, nor the form."""
    browser = signed_in(client, cast.stranger.staff)
    ask_to_renegotiate(promise, reason="缺料", new_on=None, by=cast.agent, now=now)
    for path in ("", "keep/", "break/", "not-kept/", "give/", "ask/", "answer/", "take-back/"):
        assert browser.get(f"{URL}{promise.pk}/{path}").status_code == 404, path
    for tab in ("mine", "all", "asked", "broken", "record"):
        assert "周五前修好返水" not in browser.get(f"{URL}?tab={tab}").content.decode()
    assert browser.get(f"{URL}make/?customer={promise.customer_id}").status_code == 404
