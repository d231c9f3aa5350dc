"""The case page."""

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.writing import add_note, reply_to_customer
from alongside.domain.cases.models import Case
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.pages import assert_queries, signed_in


@pytest.fixture
def case(house):
    return house.case(title="主卫顶板渗水")


def url_of(case, act=""):
    return f"/desk/cases/{case.number}/{act and act + '/'}"


def talk(house, case, times=1):
    by = actor_for(house.agent, now=house.now)
    for _time in range(times):
        reply_to_customer(case, words="我们马上来。", by=by, now=house.now)
        add_note(case, words="先看地漏。", by=by, now=house.now)


def test_tells_the_story_in_its_voices(as_agent, house, case):
    """CAS-15."""
    talk(house, case)
    page = as_agent.get(url_of(case)).content.decode()
    assert "by-customer" in page
    assert "楼上说不是他家的问题" in page
    assert "我们马上来。" in page
    assert "is-internal" in page


def test_shows_what_is_beside_it(as_agent, house, case):
    """CAS-2: the customer's other cases, the home, the deadlines."""
    house.case(title="入户门异响")
    page = as_agent.get(url_of(case)).content.decode()
    assert "入户门异响" in page
    assert "8栋1单元2102" in page
    assert page.count("chip-time") >= 3


def test_is_not_there_for_another_project(client, house, case):
    """ORG-3."""
    assert signed_in(client, house.stranger).get(url_of(case)).status_code == 404


def test_is_not_there_for_an_engineer_who_was_not_asked(client, house, case):
    """ORG-3: external and helping staff see what they take part in."""
    assert signed_in(client, house.engineer).get(url_of(case)).status_code == 404


def test_costs_the_same_for_a_long_story_as_for_a_short_one(as_agent, house, case):
    talk(house, case)
    assert_queries(as_agent, url_of(case), 17, add_two=lambda: talk(house, case, times=2))


def test_stands_beside_the_list_it_was_opened_from(as_agent, case):
    page = as_agent.get(url_of(case) + "?list=mine").content.decode()
    assert 'class="list-row"' in page
    assert 'aria-current="true"' in page


def test_htmx_gets_the_panes_without_the_frame(as_agent, case):
    headers = {"HX-Request": "true", "HX-Target": "main"}
    page = as_agent.get(url_of(case) + "?list=mine", headers=headers).content.decode()
    assert page.lstrip().startswith("<title>")
    assert 'hx-swap-oob="true"' in page
    assert "list-row" not in page


def test_offers_the_acts_of_its_state_and_no_others(as_agent, case):
    """CAS-3."""
    page = as_agent.get(url_of(case)).content.decode()
    assert url_of(case, "acknowledge_case") in page
    assert url_of(case, "resolve_case") not in page


def test_an_act_opened_by_itself_is_sent_by_itself(as_agent, case):
    """CAS-3: in a tab of its own there is no sheet that an answer could go into."""
    url = url_of(case, "acknowledge_case")
    for headers, has_sheet in (({}, False), ({"HX-Request": "true"}, True)):
        assert ("sheet-body" in as_agent.get(url, headers=headers).content.decode()) == has_sheet


def test_shows_older_parts_of_a_long_story_on_request(as_agent, house, case):
    """CAS-16: bounded rows behind every page."""
    talk(house, case, times=35)
    page = as_agent.get(url_of(case)).content.decode()
    assert "楼上说不是他家的问题" not in page
    older = page.split('href="?before=')[1].split('"')[0]
    assert "楼上说不是他家的问题" in as_agent.get(url_of(case) + f"?before={older}").content.decode()


def test_an_act_without_words_is_done_by_its_button(as_agent, case):
    answer = as_agent.post(url_of(case, "acknowledge_case"), {"seen": case.version})
    assert answer.url == url_of(case)
    assert Case.objects.get(pk=case.pk).state == "acknowledged"


def test_an_act_with_words_asks_for_them_and_keeps_them_when_refused(as_agent, house, case):
    by = actor_for(house.agent, now=house.now)
    acknowledge_case(case, by=by, now=house.now)
    form = as_agent.get(url_of(case, "propose_solution"))
    assert "<textarea" in form.content.decode()
    answer = as_agent.post(
        url_of(case, "propose_solution"), {"words": "免费重做防水", "seen": case.version + 1}
    )
    assert answer.status_code == 422
    assert "免费重做防水" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).state == "acknowledged"


def test_who_was_slower_reads_what_changed_and_loses_nothing(as_agent, house, case):
    """CAS-16."""
    seen = case.version
    talk(house, case)
    given = {
        "seen": seen,
        "title": "主卫与客厅渗水",
        "kind": "complaint",
        "category": house.category.pk,
        "severity": 3,
    }
    answer = as_agent.post(url_of(case, "change_case"), given)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "主卫与客厅渗水" in page
    assert Case.objects.get(pk=case.pk).title == "主卫顶板渗水"
    fresh = Case.objects.get(pk=case.pk)
    assert f'name="seen" value="{fresh.version}"' in page
    assert as_agent.post(url_of(case, "change_case"), given | {"seen": fresh.version}).status_code == 302
    assert Case.objects.get(pk=case.pk).title == "主卫与客厅渗水"


def test_an_act_that_the_role_lacks_is_refused_though_the_case_is_seen(as_agent, house, case):
    answer = as_agent.post(url_of(case, "assign_case"), {"to": house.supervisor.pk, "seen": case.version})
    assert answer.status_code == 403
    assert Case.objects.get(pk=case.pk).owner == house.agent


def test_assigning_says_why_the_routing_would_choose(client, house, case):
    """CAS-6."""
    signed_in(client, house.supervisor)
    assert "is-chosen" in client.get(url_of(case, "assign_case")).content.decode()
    client.post(url_of(case, "assign_case"), {"to": house.supervisor.pk, "seen": case.version})
    assert Case.objects.get(pk=case.pk).owner == house.supervisor


def test_asking_for_help_lets_the_helper_in(as_agent, client, house, case):
    """CAS-5."""
    due = (house.now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    given = {"department": house.engineering.pk, "title": "闭水检查", "due_at": due, "seen": case.version}
    assert as_agent.post(url_of(case, "ask_cooperation"), given).status_code == 302
    assert signed_in(client, house.engineer).get(url_of(case)).status_code == 200


def test_an_unknown_act_is_not_there(as_agent, case):
    assert as_agent.get(url_of(case, "explode_case")).status_code == 404


def test_progress_stands_at_the_first_step_that_is_not_done(as_agent, case):
    """CAS-3."""
    page = as_agent.get(url_of(case)).content.decode()
    assert page.count('class="way-step is-now"') == 1
