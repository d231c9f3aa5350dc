"""Calls for programs (CHN-5)."""


def test_lists_calls_with_their_number_masked(company):
    """CHN-5, INF-1: newest first, narrowed, page by page; nobody's number in full."""
    (found,) = company.ask.get("/calls", {"ending": "answered", "direction": "in"}).json()["items"]
    assert found["id"] == company.things["calls"]
    assert (found["number"], found["queue"], found["wait_seconds"]) == ("138····1234", "repairs", 8)
    assert company.ask.get(f"/calls/{found['id']}").json() == found
    for narrowed in (
        {"direction": "out"},
        {"ending": "missed"},
        {"customer": 999},
        {"since": "2030-01-01T00:00:00Z"},
    ):
        assert company.ask.get("/calls", narrowed).json()["items"] == []
    assert company.ask.get("/calls", {"after": "zzz"}).status_code == 422
