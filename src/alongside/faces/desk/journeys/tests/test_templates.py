"""Journeys as written: read by everybody, copied, written in, compared, published and chosen (JRN-1, JRN-2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit
from alongside.domain.journeys.actions.moving import go_through
from alongside.domain.journeys.actions.templates import copy_template, publish_version
from alongside.domain.journeys.models import Journey, JourneyTemplate, ReplanRun, TemplateChoice
from alongside.domain.journeys.samples import a_journey
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
URL = "/desk/journeys/"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def shipped():
    return JourneyTemplate.objects.get(code="six_plus_two")


@pytest.fixture
def ours(cast, shipped, now):
    return copy_template(shipped, name={"zh-hans": "我们的旅程", "en": "Our way"}, by=cast.director, now=now)


@pytest.fixture
def draft(ours):
    return ours.versions.get()


@pytest.fixture
def writer(client, cast):
    return signed_in(client, cast.director.staff)


@pytest.fixture
def journey(cast, ours, draft, now) -> Journey:
    """顾言 walks our first version and has signed yesterday."""
    publish_version(draft, words="第一版", by=cast.director, now=now)
    home = add_unit(
        cast.unit.building, number="2301", entrance="1单元", status="contracted", by=SYSTEM, now=now
    )
    customer = a_customer(node=cast.project, now=now, name="顾言", phone="13800001177")
    return a_journey(
        customer,
        home,
        now=now,
        version=ours.published,
        keeper=cast.agent.staff,
        happened={"signed": now - timedelta(hours=20)},
    )


def test_a_copy_is_renamed_and_what_ships_is_not(writer, client, cast, ours, shipped) -> None:
    """JRN-1"""
    url = f"{URL}templates/{ours.pk}/"
    assert f"{url}rename/" in writer.get(url).content.decode()
    assert "我们的旅程" in writer.get(f"{url}rename/").content.decode()
    assert writer.post(f"{url}rename/", {"name_zh": " ", "name_en": "x"}).status_code == 422
    assert writer.post(f"{url}rename/", {"name_zh": "同行七步", "name_en": "Seven steps along"}).url == url
    assert "<h1>同行七步</h1>" in writer.get(url).content.decode()
    assert writer.get(f"{URL}templates/{shipped.pk}/rename/").status_code == 404
    agent = signed_in(client, cast.agent.staff)
    assert agent.post(f"{url}rename/", {"name_zh": "别的", "name_en": "Other"}).status_code == 403


def step_form(draft, **but) -> dict:
    """A step as the page sends it."""
    return {
        "seen": draft.version, "stage": "close_contact", "after": "signed", "nth": 0, "due_0": 3, "due_1": "d",
        "due_2": "after", "opens_0": "", "opens_1": "d", "opens_2": "after", "every_0": "", "every_1": "d",
        "every_2": "after", "role": "service_agent", "channel": "letter", "name_zh-hans": "寄欢迎信",
        "name_en": "Welcome letter", "script_zh-hans": "附上联系卡。", "script_en": "With the card.",
        "name_zh-hant": "", "script_zh-hant": "", "tells_zh-hans": "", "tells_en": "", "tells_zh-hant": "",
        "bring_zh-hans": "", "bring_en": "", "bring_zh-hant": "", **but,
    }  # fmt: skip


def test_everybody_reads_and_only_writers_write(client, cast, shipped) -> None:
    """JRN-1, ORG-5: with a picture of the way."""
    agent = signed_in(client, cast.agent.staff)
    assert "六加二步法" in agent.get(f"{URL}templates/").content.decode()
    text = agent.get(f"{URL}templates/{shipped.pk}/").content.decode()
    for words in ("picture-mark", "签约后首次联系", "客户看不见工地", "24 小时内"):
        assert words in text
    assert "copy/" not in text
    assert agent.get(f"{URL}templates/{shipped.pk}/copy/").status_code == 403


def test_a_draft_is_for_who_writes(client, cast, ours) -> None:
    """JRN-1"""
    agent = signed_in(client, cast.agent.staff)
    assert agent.get(f"{URL}templates/{ours.pk}/").status_code == 404
    assert "我们的旅程" not in agent.get(f"{URL}templates/").content.decode()


def test_what_ships_is_copied_to_be_written_in(writer, shipped) -> None:
    """JRN-1"""
    answer = writer.post(
        f"{URL}templates/{shipped.pk}/copy/", {"name_zh": "城南旅程", "name_en": "South way"}, follow=True
    )
    assert "城南旅程" in answer.content.decode()
    copy = JourneyTemplate.objects.get(copied_from=shipped)
    assert writer.post(f"{URL}templates/{copy.pk}/draft/", follow=True).status_code == 200
    assert writer.post(f"{URL}templates/{shipped.pk}/draft/").status_code == 422


def test_a_step_is_written_moved_and_removed(writer, draft) -> None:
    """JRN-2: without script, each by a form of its own."""
    url = f"{URL}drafts/{draft.pk}/"
    assert writer.get(f"{url}add-step/?stage=close_contact").status_code == 200
    answer = writer.post(f"{url}add-step/", step_form(draft))
    assert answer.headers["Location"].endswith("#welcome_letter")
    draft.refresh_from_db()
    written = draft.texts_of("welcome_letter")
    assert (written["due"], written["name"]) == ("3d", {"zh-hans": "寄欢迎信", "en": "Welcome letter"})
    writer.post(url, {"code": "welcome_letter", "act": "up", "seen": draft.version})
    draft.refresh_from_db()
    stage = next(one for one in draft.stages() if one["code"] == "close_contact")
    assert [one["code"] for one in stage["steps"]][-2] == "welcome_letter"
    writer.post(url, {"code": "welcome_letter", "act": "remove", "seen": draft.version})
    draft.refresh_from_db()
    assert not draft.texts_of("welcome_letter")


def test_a_stage_is_written_in_every_language(writer, draft) -> None:
    """JRN-2: what was converted goes when what it came from changes."""
    url = f"{URL}drafts/{draft.pk}/stages/union/"
    form = writer.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name not in ("after", "needs", "along")}
    answer = writer.post(
        url, {**sent, "after_0": "", "mood_zh-hans": "拿不定主意。", "mood_en": "Undecided."}
    )
    assert answer.status_code == 302
    draft.refresh_from_db()
    stage = draft.texts_of("union")
    assert stage["mood"] == {"zh-hans": "拿不定主意。", "en": "Undecided."}
    assert "zh-hant" in stage["name"]
    assert stage["work_points"]["zh-hans"][0] == "逐条讲解认购书与买卖合同"
    assert len(stage["steps"]) == 3


@pytest.mark.parametrize(
    ("but", "field"),
    [
        ({"due_2": "before"}, "due"),
        ({"due_0": 9999, "due_1": "m"}, "due"),
        ({"due_0": ""}, "due"),
        ({"until": ["signed"]}, "until"),
        ({"needs": ["handed_over"], "until": ["handed_over"]}, "until"),
        ({"opens_0": 9}, "opens"),
        ({"nth": 2}, "nth"),
        ({"every_0": 0, "every_1": "d"}, "every"),
        ({"name_zh-hans": ""}, "name_zh-hans"),
    ],
)
def test_what_cannot_come_true_is_said_beside_the_field(writer, draft, but, field) -> None:
    """JRN-2, INF-10"""
    answer = writer.post(f"{URL}drafts/{draft.pk}/add-step/", step_form(draft, **but))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_the_later_of_two_writers_is_told(writer, draft) -> None:
    """CAS-16: nothing of the other is overwritten; sent again it is added to what they wrote."""
    stale = step_form(draft)
    writer.post(f"{URL}drafts/{draft.pk}/", {"code": "union", "act": "remove", "seen": draft.version})
    answer = writer.post(f"{URL}drafts/{draft.pk}/add-step/", stale)
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert not draft.texts_of("welcome_letter")
    again = stale | {"seen": answer.context["form"]["seen"].value()}
    assert writer.post(f"{URL}drafts/{draft.pk}/add-step/", again).status_code == 302
    draft.refresh_from_db()
    assert draft.texts_of("welcome_letter")
    assert not draft.texts_of("union")


def test_what_is_missing_is_listed_before_it_is_published(writer, draft) -> None:
    """JRN-1"""
    writer.post(f"{URL}drafts/{draft.pk}/add-step/", step_form(draft, name_en="", script_en=""))
    page = writer.get(f"{URL}drafts/{draft.pk}/")
    assert len(page.context["problems"]) == 2
    answer = writer.get(f"{URL}drafts/{draft.pk}/publish/")
    assert answer.headers["Location"].endswith("#problems")


def test_what_publishing_does_is_seen_before_and_done_after(writer, cast, ours, journey, now) -> None:
    """JRN-1, JRN-3: counted by the planner, by place, with examples; then in the background."""
    writer.post(f"{URL}templates/{ours.pk}/draft/")
    draft = ours.versions.get(published_at=None)
    writer.post(f"{URL}drafts/{draft.pk}/add-step/", step_form(draft))
    draft.refresh_from_db()
    writer.post(
        f"{URL}drafts/{draft.pk}/", {"code": "progress_report", "act": "remove", "seen": draft.version}
    )
    url = f"{URL}drafts/{draft.pk}/publish/"
    assert writer.get(url).context["rehearsal"] is None
    page = writer.post(f"{URL}drafts/{draft.pk}/rehearse/", follow=True)
    run = page.context["rehearsal"]
    assert (run.done, run.added, run.moved, run.withdrawn) == (1, 1, 0, 1)
    assert [(one.node, one.changed) for one in page.context["outlook"]] == [(cast.project, 1)]
    assert {line.kind for line in page.context["examples"][0].lines} == {"new", "gone"}
    assert not journey.steps.filter(code="welcome_letter").exists()
    draft.refresh_from_db()
    answer = writer.post(url, {"words": "加欢迎信", "apply": "yes", "seen": draft.version})
    applied = ReplanRun.objects.get(is_rehearsal=False)
    assert answer.headers["Location"] == f"{URL}rounds/{applied.pk}/"
    assert "0 / 1" in writer.get(f"{URL}templates/{ours.pk}/").content.decode()
    go_through(applied.pk, now=now)
    text = writer.get(f"{URL}rounds/{applied.pk}/").content.decode()
    assert "hx-trigger" not in text
    assert journey.steps.to_do().filter(code="welcome_letter").exists()
    told = writer.get(f"{URL}templates/{ours.pk}/compare/?version=2").context["told"]
    assert {(one.difference.kind, one.difference.code) for one in told} == {
        ("added", "welcome_letter"),
        ("removed", "progress_report"),
    }


def test_a_draft_that_moved_on_is_counted_anew(writer, ours, journey) -> None:
    """JRN-1: what was counted of another state is not shown."""
    writer.post(f"{URL}templates/{ours.pk}/draft/")
    draft = ours.versions.get(published_at=None)
    writer.post(f"{URL}drafts/{draft.pk}/rehearse/")
    assert writer.get(f"{URL}drafts/{draft.pk}/publish/").context["rehearsal"] is not None
    writer.post(f"{URL}drafts/{draft.pk}/", {"code": "union", "act": "down", "seen": draft.version})
    assert writer.get(f"{URL}drafts/{draft.pk}/publish/").context["rehearsal"] is None


def test_a_draft_is_thrown_away_and_a_copy_never_published_with_it(writer, ours, draft) -> None:
    """JRN-1"""
    writer.post(f"{URL}drafts/{draft.pk}/discard/", {"seen": draft.version})
    assert not JourneyTemplate.objects.filter(pk=ours.pk).exists()


def test_a_place_walks_what_is_chosen_nearest_above(writer, cast, ours, journey, shipped, now) -> None:
    """JRN-1: chosen there or inherited; those under way go over when that is asked."""
    rows = writer.get(f"{URL}chosen/").context["rows"]
    assert {one.template for one, _depth in rows} == {JourneyTemplate.objects.order_by("position").first()}
    url = f"{URL}chosen/{cast.city.pk}/"
    page = writer.post(url, {"template": shipped.pk, "apply": "no", "act": "rehearse"}, follow=True)
    assert page.context["rehearsal"].done == 1
    assert not TemplateChoice.objects.exists()
    writer.post(url, {"template": shipped.pk, "apply": "yes"})
    found = {one.node.pk: one for one, _depth in writer.get(f"{URL}chosen/").context["rows"]}
    assert found[cast.project.pk].source == cast.city
    assert found[cast.group.pk].source is None
    go_through(ReplanRun.objects.get(is_rehearsal=False).pk, now=now)
    journey.refresh_from_db()
    assert journey.version_walked == shipped.published
    writer.post(url, {"template": "above", "apply": "no"})
    assert not TemplateChoice.objects.exists()


@pytest.mark.parametrize(
    "path", ["", "publish/", "add-step/", "add-stage/", "stages/union/", "steps/first_contact/"]
)
def test_who_may_not_write_sees_no_draft(client, cast, draft, path) -> None:
    """ORG-5"""
    browser = signed_in(client, cast.agent.staff)
    assert browser.get(f"{URL}drafts/{draft.pk}/{path}").status_code == 403
