"""Knowledge over the API: found by a question, read with its words."""

from __future__ import annotations


def test_are_found_and_read(company):
    """CHN-9: a partner's system asks as people do; what fits nothing is empty."""
    (found,) = company.ask.get("/articles", {"q": "卫生间漏水怎么办", "public_only": True}).json()["items"]
    assert found["id"] == company.things["articles"]
    assert "五年" in company.ask.get(f"/articles/{found['id']}").json()["words"]
    assert company.ask.get("/articles", {"q": "产证"}).json()["items"] == []
    assert company.ask.get("/articles", {"kind": "script"}).json()["items"] == []
