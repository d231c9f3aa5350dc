"""Walk-in desks over the API (CHN-6, SAL-1)."""

from __future__ import annotations


def test_a_program_draws_a_number_and_reads_who_waits(company):
    """CHN-6: a machine of one's own at the door; the list is of today and holds no words."""
    lobby = company.things["lobbies"]
    (listed,) = company.ask.get("/lobbies").json()["items"]
    assert [(one["letter"], one["waiting"], one["minutes"]) for one in listed["lines"]] == [
        ("A", 0, None),
        ("B", 0, None),
        ("C", 0, None),
    ]
    drawn = company.ask.post(f"/lobbies/{lobby}/tickets", {"line": "b"})
    assert (drawn.status_code, drawn.json()["code"], drawn.json()["source"]) == (201, "B001", "program")
    (ticket,) = company.ask.get(f"/lobbies/{lobby}/tickets").json()["items"]
    assert (ticket["id"], ticket["state"], ticket["waited_seconds"]) == (drawn.json()["id"], "waiting", None)
    assert company.ask.get(f"/lobbies/{lobby}/tickets", {"day": "2020-01-01"}).json()["items"] == []
    assert company.ask.post(f"/lobbies/{lobby}/tickets", {"line": "Z"}).status_code == 422
