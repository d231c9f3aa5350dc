"""CUS-6 for programs: suggestions, merging, keeping apart, parting; and where a merged id leads."""

import pytest
from django.utils import timezone

from alongside.domain.customers.samples import a_customer


@pytest.fixture
def pair(house):
    given = {"node": house.nodes["GLT"], "now": timezone.now(), "phone": "13812344420", "email": ""}
    return [a_customer(**given).pk for _number in range(2)]


def test_merges_and_answers_for_the_old_id_that_it_went_elsewhere(ask, pair):
    first, second = pair
    assert ask.get("/duplicates").json()["items"][0]["reasons"] == ["name", "phone"]
    made = ask.post(f"/customers/{first}/merge_customers", {"other": second})
    assert made.status_code == 201
    gone = ask.get(f"/customers/{second}")
    assert gone.status_code == 410
    assert gone.json()["survivor"] == first
    assert gone.json()["code"] == "merged"
    assert ask.patch(f"/customers/{second}", {"name": "别人"}).status_code == 410
    undone = ask.post(f"/merges/{made.json()['id']}/unmerge_customers")
    assert undone.json() == {"customer": second}
    assert ask.get(f"/customers/{second}").status_code == 200
    assert ask.post(f"/merges/{made.json()['id']}/unmerge_customers").status_code == 422


def test_keeps_two_people_apart(ask, pair):
    first, second = pair
    assert ask.post(f"/customers/{first}/dismiss_duplicate", {"other": second}).status_code == 204
    assert ask.get("/duplicates").json()["items"] == []


def test_a_merged_id_of_elsewhere_is_simply_not_there(ask, stranger, pair):
    """ORG-3."""
    first, second = pair
    ask.post(f"/customers/{first}/merge_customers", {"other": second})
    assert stranger.get(f"/customers/{second}").status_code == 404


def test_a_customer_elsewhere_cannot_be_named(house, ask, pair):
    """ORG-3: in the words of any number that leads to nothing."""
    away = house.customers["YQF"].pk
    said = [
        ask.post(f"/customers/{pair[0]}/merge_customers", {"other": one}).json() for one in (away, 987654321)
    ]
    assert said[0]["code"] == said[1]["code"] == "refused"
    assert said[0]["detail"] == said[1]["detail"]
