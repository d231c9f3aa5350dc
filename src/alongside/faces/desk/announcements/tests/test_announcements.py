"""Announcements: written, published to who is meant, confirmed, counted, reminded of, put away (ORG-10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.domain.organisation.samples import a_staff_member, an_appointment
from alongside.domain.work.actions import announcing
from alongside.domain.work.models import Announcement, AnnouncementReading, Notice
from alongside.domain.work.queries import waiting_counts, waiting_for
from alongside.domain.work.queries.announcing import audience_of, reached_by, readers_of
from alongside.domain.work.reactions import tell_of_published_announcement
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db
URL = "/desk/announcements/"


@pytest.fixture
def published(cast):
    def build(**but):
        given = {
            "node": cast.project, "title": "来电接听规范", "words": "三声之内接听。", "is_must_read": True,
            "read_by": cast.now + timedelta(days=3), "by": cast.supervisor, "now": cast.now,
        }  # fmt: skip
        made = announcing.write_announcement(**{**given, **but})
        return announcing.publish_announcement(made, by=given["by"], now=cast.now)

    return build


def waits_for(person, now):
    return [one.pk for one in waiting_for(person, now=now).rows if one.kind.kind == "announcement"]


def test_is_written_looked_at_published_and_confirmed_on_the_pages(cast, client):
    """ORG-10: with an attachment; the figures open into the people behind them."""
    lead = signed_in(client, cast.supervisor.staff)
    by = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    sent = {
        "node": cast.project.pk, "title": "来电接听规范", "words": "三声之内接听。", "roles": ["service_agent"],
        "is_must_read": "on", "read_by": by, "files": SimpleUploadedFile("规范.txt", "三声".encode()),
    }  # fmt: skip
    assert lead.post(f"{URL}new/", {**sent, "files": [], "read_by": ""}).status_code == 422
    assert lead.post(f"{URL}new/", {**sent, "files": []}).status_code == 302
    one = Announcement.objects.get()
    url = f"{URL}{one.pk}/"
    draft = lead.get(url).content.decode()
    assert "林晓月" in draft and "罗敏仪" in draft and "何建军" not in draft
    agent = signed_in(client, cast.agent.staff)
    assert agent.get(url).status_code == 404  # nobody sees a draft
    assert agent.post(f"{url}publish/").status_code == 403
    assert signed_in(client, cast.supervisor.staff).post(f"{url}publish/").status_code == 302
    agent = signed_in(client, cast.agent.staff)
    assert "来电接听规范" in agent.get("/desk/waiting/").content.decode()
    banner = agent.get("/desk/customers/").content.decode()
    assert f'class="must-read-title" href="{url}"' in banner
    assert "must-read-title" not in agent.get(URL).content.decode()  # it stands there anyway
    assert f"{url}confirm/" in agent.get(url).content.decode()
    assert agent.get(f"{url}readers/").status_code == 403
    assert agent.post(f"{url}confirm/").status_code == 302
    assert "来电接听规范" not in agent.get("/desk/waiting/").content.decode()
    assert "must-read-title" not in agent.get("/desk/customers/").content.decode()
    assert signed_in(client, cast.engineer.staff).get(url).status_code == 404  # another role
    assert signed_in(client, cast.stranger.staff).get(url).status_code == 404
    lead = signed_in(client, cast.supervisor.staff)
    assert "罗敏仪" in lead.get(f"{url}readers/").content.decode()
    assert "林晓月" in lead.get(f"{url}readers/?read=1").content.decode()
    assert lead.post(f"{url}end/").status_code == 302
    assert "来电接听规范" in signed_in(client, cast.agent.staff).get(f"{URL}?tab=archive").content.decode()


def test_figures_are_the_rows_and_count_who_is_here_now(cast, published):
    """ORG-10: who comes later must read it too, who reads twice counts once."""
    one = published(roles=["service_agent"])
    announcing.open_announcement(one, by=cast.colleague, now=cast.now)
    for _twice in range(2):
        announcing.confirm_announcement(one, by=cast.agent, now=cast.now)
    assert AnnouncementReading.objects.count() == 2
    reached = reached_by(one, now=cast.now)
    assert (reached.meant, reached.opened, reached.confirmed, reached.left) == (2, 2, 1, 1)
    assert reached.meant == audience_of(one.node, one.roles, now=cast.now).count()
    assert list(readers_of(one, has_read=True, now=cast.now)) == [cast.agent.staff]
    newcomer = a_staff_member(now=cast.now, name="新同事", username="xin")
    an_appointment(staff=newcomer, role="service_agent", node=cast.project, now=cast.now)
    person = cast.actor(newcomer)
    assert waits_for(person, cast.now) == [one.pk]
    assert waiting_counts(newcomer.pk, now=cast.now)["announcement"] == 1
    assert reached_by(one, now=cast.now).left == 2


def test_is_meant_for_the_place_and_below_never_beside(cast, published):
    """ORG-3"""
    one = published()
    assert waits_for(cast.engineer, cast.now) == [one.pk]
    named = published(roles=["contractor"])
    assert waits_for(cast.contractor, cast.now) == [named.pk]  # external people only where they are named
    for person in (cast.stranger, cast.city_manager, cast.director):
        assert waits_for(person, cast.now) == []
        with pytest.raises(NotAllowed):
            announcing.confirm_announcement(one, by=person, now=cast.now)


def test_those_who_have_not_read_are_reminded_before_and_after_each_once(cast, published):
    """ORG-10: by hand once a day at most, by itself a day before and when the time has passed."""
    one = published(roles=["service_agent"])
    announcing.confirm_announcement(one, by=cast.agent, now=cast.now)
    assert announcing.remind_of_unread(now=cast.now) == 0
    before, after = one.read_by - timedelta(hours=20), one.read_by
    assert [announcing.remind_of_unread(now=at) for at in (before, before, after, after)] == [1, 0, 1, 0]
    assert set(Notice.objects.values_list("staff_id", flat=True)) == {cast.colleague.id}
    for _twice in range(2):
        announcing.remind_of_announcement(one, by=cast.supervisor, now=cast.now)
    assert Notice.objects.count() == 3


def test_everybody_meant_hears_of_it_once(cast, published):
    """ORG-10: the reaction may run twice."""
    published(roles=["service_agent"])
    entry = JournalEntry.objects.get(kind="announcement.published")
    for _twice in range(2):
        tell_of_published_announcement(entry)
    heard = set(Notice.objects.values_list("staff_id", flat=True))
    assert heard == {cast.agent.id, cast.colleague.id} and Notice.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "but"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "长" * 121}),
        ("words", {"words": ""}),
        ("roles", {"roles": ["no_such_role"]}),
        ("roles", {"roles": ["mystery_shopper"]}),
        ("read_by", {"read_by": None}),
    ],
)
def test_is_refused_when_it_says_nothing_or_is_meant_for_nobody(published, field, but):
    """ORG-10"""
    with pytest.raises(Refused) as refusal:
        published(**but)
    assert refusal.value.field == field


def test_is_written_by_who_may_there_and_not_changed_once_it_is_out(cast, published):
    """ORG-3, ORG-10"""
    one = published()
    with pytest.raises(Refused):
        announcing.change_announcement(one, title="x", words="y", by=cast.supervisor, now=cast.now)
    for person in (cast.agent, cast.other_supervisor):
        with pytest.raises(NotAllowed):
            announcing.end_announcement(one, by=person, now=cast.now)
    with pytest.raises(NotAllowed):
        published(by=cast.agent)
    announcing.end_announcement(one, by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        announcing.confirm_announcement(one, by=cast.agent, now=cast.now)
    assert waits_for(cast.agent, cast.now) == []
