"""Who of us hears of what, and what the customer is told (CAS-4, CAS-5, CAS-10, CAS-15, CHN-7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from alongside.domain.cases.actions.closing import reject_case
from alongside.domain.cases.actions.handing_on import accept_transfer, ask_cooperation, offer_transfer
from alongside.domain.cases.actions.handling import acknowledge_case, propose_solution, start_handling
from alongside.domain.cases.actions.major import declare_major
from alongside.domain.cases.actions.rating import rate_case
from alongside.domain.cases.actions.resolving import confirm_case, report_not_solved, resolve_case
from alongside.domain.cases.actions.writing import reply_to_customer, write_as_customer
from alongside.domain.cases.samples import a_category
from alongside.domain.cases.tests.ladder import NOW, a_company, a_customer
from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.models import CustomerActor
from alongside.domain.organisation.models import Appointment, Department, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.models import Notice
from alongside.domain.work.rules import notice_sentence
from alongside.kernel.jobs import react, retry_failed_job, stuck_jobs
from alongside.kernel.journal import reactions_to
from alongside.kernel.models import JournalEntry
from alongside.kernel.tests.worker_process import a_worker, soon


@pytest.fixture
def company(db):
    return a_company()


@pytest.fixture
def customer(company):
    return a_customer(company)


@pytest.fixture
def case(company, customer):
    """Taken by its agent, everything told so far forgotten."""
    case = acknowledge_case(company.case(customer=customer), by=company.by, now=NOW)
    react_all()
    Notice.objects.all().delete()
    return case


def react_all(times: int = 2) -> None:
    """Every reaction to every fact, as the worker would; more than once, for it may have to."""
    for _time in range(times):
        for entry in JournalEntry.objects.order_by("id"):
            for name in reactions_to(entry.kind):
                react.func(entry.pk, name)


def heard() -> set[tuple[str, str]]:
    return {(one.staff.username, one.kind.removeprefix("case.")) for one in Notice.objects.all()}


def subjects() -> list[str]:
    return [one.subject for one in Delivery.objects.order_by("id")]


def test_the_owner_of_a_new_case_hears_once(company):
    """CAS-6."""
    company.case(owner=company.project_manager)
    react_all(3)
    assert [(one.staff.username, one.kind) for one in Notice.objects.all()] == [("zhao", "case.assigned")]


def test_who_did_it_is_not_told(company):
    """A notice is news."""
    company.case(owner=company.agent)  # opened by the agent
    react_all()
    assert heard() == set()


def test_a_case_for_which_nobody_fits_reaches_the_supervisor(company):
    """CAS-6, ORG-4: nothing lies about unseen."""
    Appointment.objects.filter(role__escalation_rank=1).delete()
    StaffMember.objects.exclude(username="wang").update(presence="away")
    StaffMember.objects.filter(username="wang").update(presence="away")
    company.case(owner=None)
    react_all()
    kinds = {kind for _who, kind in heard()}
    assert kinds in ({"unassigned"}, {"assigned"})
    assert heard() <= {("wang", "unassigned"), ("wang", "assigned"), ("zhao", "assigned")}
    assert heard()


def test_the_customers_word_reaches_the_owner(case, customer):
    """CAS-15."""
    write_as_customer(case, words="还在滴水", by=CustomerActor(customer), now=NOW)
    react_all()
    assert heard() == {("lin", "customer_wrote")}


def test_not_solved_reaches_owner_and_supervisor(case, company, customer):
    """CAS-15."""
    case = resolve_case(case, words="修好了", by=company.by, now=NOW)
    report_not_solved(case, words="没有好", by=CustomerActor(customer), now=NOW)
    react_all()
    assert heard() == {("lin", "not_solved"), ("wang", "not_solved")}


def test_a_low_rating_reaches_the_supervisor(case, company, customer):
    """A low answer reopens the conversation with the supervisor."""
    case = resolve_case(case, words="修好了", by=company.by, now=NOW)
    case = confirm_case(case, by=CustomerActor(customer), now=NOW)
    rate_case(case, rating=2, by=CustomerActor(customer), now=NOW)
    react_all()
    assert {("lin", "rated_low"), ("wang", "rated_low"), ("lin", "confirmed")} <= heard()
    facts = Notice.objects.filter(kind="case.rated_low").first().facts
    assert "2" in notice_sentence("case.rated_low", facts)


def test_a_transfer_asks_the_receiver_and_the_second_alerts_the_supervisor(case, company):
    """CAS-5."""
    manager = actor_for(company.project_manager, now=NOW)
    transfer = offer_transfer(case, to=company.project_manager, reason="休假", by=company.by, now=NOW)
    react_all()
    assert heard() == {("zhao", "transfer_offered")}
    accept_transfer(transfer, by=manager, now=NOW)
    react_all()
    assert ("lin", "transfer_accepted") in heard()
    offer_transfer(case, to=company.agent, reason="忙不过来", by=manager, now=NOW)
    react_all()
    assert {("lin", "transfer_offered"), ("wang", "transferred_again")} <= heard()


def test_help_is_asked_of_the_whole_department(case, company):
    """CAS-5, ORG-10."""
    department = Department.objects.create(node=company.project, code="engineering")
    Appointment.objects.filter(staff=company.project_manager).update(department=department)
    ask_cooperation(
        case, department=department, title="看漏点", words="", due_at=NOW + timedelta(days=1),
        by=company.by, now=NOW,
    )  # fmt: skip
    react_all()
    assert heard() == {("zhao", "cooperation_asked")}


def test_a_major_complaint_reaches_everybody_up_the_ladder(company):
    """CAS-10."""
    case = company.case(kind="dispute", category=a_category("dispute"))
    declare_major(case, criteria=["media"], lead=company.project_manager, by=company.by, now=NOW)
    react_all()
    assert {who for who, kind in heard() if kind == "major_declared"} == {"wang", "zhao", "qian"}


def test_every_step_is_told_once_and_nothing_else(company, customer):
    """CAS-15: the customer follows it by mail."""
    case = company.case(customer=customer)
    case = acknowledge_case(case, by=company.by, now=NOW)
    reply_to_customer(case, words="师傅下午到", by=company.by, now=NOW)
    case.refresh_from_db()
    case = propose_solution(case, words="重做防水", by=company.by, now=NOW)
    react_all(3)
    written = subjects()
    assert len(written) == 4
    assert all(case.number in subject for subject in written)
    assert "师傅下午到" in Delivery.objects.order_by("id")[2].body_text
    assert "重做防水" in Delivery.objects.order_by("id")[3].body_html
    assert f"/portal/cases/{case.number}/" in Delivery.objects.order_by("id")[0].body_text


def test_it_says_who_and_by_when(company, customer):
    """CAS-15: who is on it, what happens next and by when, in the place's own time."""
    company.case(customer=customer)
    react_all()
    body = Delivery.objects.get().body_text
    assert "林晓月" in body and "10:30" in body  # due 60 minutes after 09:30 in Shanghai


def test_after_closing_one_question_is_asked(case, company, customer):
    """One question of satisfaction, 1 to 5."""
    case = resolve_case(start_handling(case, by=company.by, now=NOW), words="修好", by=company.by, now=NOW)
    confirm_case(case, by=CustomerActor(customer), now=NOW)
    react_all()
    closing = Delivery.objects.order_by("id").last()
    for mark in range(1, 6):
        assert f"/portal/cases/{case.number}/?rating={mark}#rate" in closing.body_html


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "您好"), ("en", "Dear"), ("zh-hant", "您好")])
def test_speaks_the_customers_language(company, language, word):
    """The reader's language, whatever the worker's."""
    company.case(customer=a_customer(company, language=language))
    react_all()
    assert word in Delivery.objects.get().body_text


def test_whoever_does_not_want_to_be_disturbed_still_hears_of_their_own_matters(company):
    """CUS-7: it is needed for the contract. Without an address: only the portal."""
    company.case(customer=a_customer(company, is_do_not_disturb=True))
    company.case(customer=a_customer(company, email=""))
    react_all()
    assert len(subjects()) == 1


def test_a_rejection_says_why(case, company):
    """CAS-15."""
    reject_case(case, words="不属于我们的保修范围", by=company.by, now=NOW)
    react_all()
    assert "不属于我们的保修范围" in Delivery.objects.order_by("id").last().body_text


def test_markup_in_words_stays_words(company, customer):
    """What a person wrote is never taken for HTML."""
    company.case(customer=customer, title="<img src=x onerror=alert(1)>\r\nBcc: a@b")
    react_all()
    mail = Delivery.objects.get()
    assert "<img" not in mail.body_html and "\n" not in mail.subject


# --- with a real worker -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_worker_routes_tells_and_alerts_within_seconds():
    """CAS-6, CAS-15: in the right hands in seconds."""
    company = a_company()
    case = company.case(owner=None, customer=a_customer(company), now=datetime.now(UTC))
    with a_worker():
        soon(lambda: Delivery.objects.exists() and Notice.objects.exists(), within=20)
        case.refresh_from_db()
    assert case.owner_id is not None
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_deadline_is_swept_by_the_timetable():
    """CAS-4: a minute late at most."""
    company = a_company()
    case = company.case(now=datetime.now(UTC))
    case.deadlines.update(
        started_at=datetime.now(UTC) - timedelta(hours=2),
        due_at=datetime.now(UTC) - timedelta(seconds=1),
        next_act_at=datetime.now(UTC) - timedelta(seconds=1),
    )
    with a_worker():
        soon(lambda: Notice.objects.filter(kind="case.deadline_missed").exists(), within=45)


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_gave_up_is_seen_and_retried_alone(work_off):
    """Stuck ones are visible to an administrator."""
    react.configure(queue="reactions").defer(entry_id=0, reaction="alongside.nowhere.at_all")
    work_off()
    now = datetime.now(UTC)
    assert stuck_jobs(now=now) == []  # it is being retried
    fail_all()
    [stuck] = stuck_jobs(now=now)
    assert (stuck.trouble, stuck.facts["entry_id"]) == ("failed", 0)
    assert retry_failed_job(stuck.id, now=now)
    assert not retry_failed_job(stuck.id, now=now)
    assert stuck_jobs(now=now) == []


def fail_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
