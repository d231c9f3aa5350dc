"""Legal matters and the case library over the API (CAS-13, CAS-17)."""

from __future__ import annotations

from alongside.domain.cases.actions.learning import lessons
from alongside.domain.cases.models import LegalDate, Lesson

HEARING = {"staff": "lin", "kind": "hearing", "at": "2030-03-04T09:30:00+08:00", "words": "第七法庭"}


def test_a_law_firm_sets_a_hearing_once(company):
    """CAS-17: signed by a person of ours; the matter says its days, its cost and the cases that it came from."""
    ask, number = company.ask, company.things["legal_matters"]
    for _each in range(2):
        told = ask.post(f"/legal_matters/{number}/set_legal_date", HEARING).json()
    assert [(one["kind"], one["words"]) for one in told["dates"]] == [("hearing", "第七法庭")]
    assert LegalDate.objects.count() == 1
    assert told["cases"] == [company.things["cases"]]
    assert (told["cost"], told["cost_waiting"]) == ("0.00", "0.00")
    gone_by = ask.post(f"/legal_matters/{number}/set_legal_date", HEARING | {"at": "2020-03-04T09:30:00Z"})
    assert (gone_by.status_code, gone_by.json()["field"]) == (422, "at")
    assert [one["number"] for one in ask.get("/legal_matters", {"state": "open"}).json()["items"]] == [number]
    assert ask.get("/legal_matters", {"state": "ended"}).json()["items"] == []
    assert ask.get("/legal_matters", {"after": "zzz"}).status_code == 422


def test_the_library_is_read_by_words_and_cause(company):
    """CAS-13: only what is published, by everybody who reads the library, wherever."""
    ask, house, number = company.ask, company.house, company.things["lessons"]
    assert ask.get("/lessons").json()["items"] == []
    lesson = Lesson.objects.get(number=number)
    lin, xu, now = house.acting("lin"), house.acting("xu"), lesson.changed_at
    lesson = lessons.write_lesson(
        lesson, title="渗漏先闭水", facts="三次返修。", went_wrong="没有复查。", rule="首访必做闭水检查。",
        cause="procedure", by=lin, now=now,
    )  # fmt: skip
    lessons.publish_lesson(lessons.submit_lesson(lesson, by=lin, now=now), by=xu, now=now)
    (found,) = ask.get("/lessons", {"q": "闭水", "cause": "procedure"}).json()["items"]
    assert (found["number"], found["rule"]) == (number, "首访必做闭水检查。")
    assert ask.get("/lessons", {"cause": "design"}).json()["items"] == []
    assert company.stranger.get(f"/lessons/{number}").json()["title"] == "渗漏先闭水"
