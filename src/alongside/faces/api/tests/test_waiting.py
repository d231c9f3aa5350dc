"""What waits for a person, over the API (ORG-10)."""

from __future__ import annotations


def test_is_the_persons_one_list_as_far_as_the_client_reaches(company):
    """ORG-3, ORG-10: nearest time first, page by page; nothing for a client of elsewhere."""
    whole = company.ask.get("/waiting", {"staff": "lin", "limit": "200"}).json()["items"]
    assert {"case", "task"} & {one["kind"] for one in whole}
    times = [one["due_at"] for one in whole if one["due_at"]]
    assert times == sorted(times)
    assert any(one["key"] == company.things["cases"] for one in whole) or len(whole) > 0
    walked, after = [], ""
    while True:
        page = company.ask.get("/waiting", {"staff": "lin", "limit": "1", "after": after}).json()
        walked += page["items"]
        after = page["next"]
        if not after:
            break
    assert walked == whole
    cases = company.ask.get("/waiting", {"staff": "lin", "kind": "case"}).json()["items"]
    assert {one["kind"] for one in cases} <= {"case"}
    assert company.ask.get("/waiting", {"staff": "lin", "kind": "x"}).status_code == 422
    assert company.ask.get("/waiting", {"staff": "nobody"}).status_code == 422
    assert company.stranger.get("/waiting", {"staff": "lin"}).status_code == 422
