"""Who was shown a customer's data stands in the access log, wherever it was shown (INF-3).

Every address is asked as every kind of reader; what opens to read is not posted to as well, for the same page would come
back. An answer in which the customer's name, number (also masked), mail
address or document can be read must have left a line that names the customer. A new page that shows them and does not
say so (`seen(request, customer)`) fails here; there is no list to keep.
"""

from __future__ import annotations

import pytest
from tests.doors.places import doors_of
from tests.doors.reading import text_of
from tests.doors.table import ask
from tests.doors.world import CLIENT, CUSTOMER, World

from alongside.domain.customers.models import Customer
from alongside.kernel.models import AccessLine

READERS = (
    "service_agent",
    "service_supervisor",
    "customer_relations_director",
    "field_engineer",
    "system_administrator",
    "security_administrator",
    "auditor",
    CUSTOMER,
    CLIENT,
)
LOOKING_PEOPLE_UP = ("service_agent", "customer_relations_director")
PERSONAL = ("customer's name", "phone", "mail address")
OF_A_FILE = "cell of the imported file"


@pytest.mark.parametrize("who", READERS)
def test_what_shows_a_customer_leaves_a_line(world: World, who: str):
    """INF-3"""
    customer = world.things["customer"]
    silent: dict[str, list[str]] = {}
    # What pages that look people up are asked; others take no notice of it. In pinyin, for the page says it again.
    queries = [
        "q=ouyangxuehong&who=ouyangxuehong",
        f"customer={customer.pk}&unit={world.things['unit'].pk}&of=team&tab=unassigned",
    ]
    personal = {name: world.marks[name] for name in PERSONAL} | {
        "masked phone": f"·{world.marks['tail of the phone']}"
    }
    # A record that was merged may bear the same name.
    namesakes = set(Customer.objects.filter(name=customer.name).values_list("pk", flat=True)) | {customer.pk}
    told = 0

    def read(response):
        nonlocal is_open
        is_open = response.status_code == 200
        if response.status_code == 204 or 400 <= response.status_code not in (409, 422):
            return [], True
        text = text_of(response)
        shown = [name for name, mark in personal.items() if mark in text]
        of_file = world.marks[OF_A_FILE] in text
        if not shown and not of_file:
            return [], True
        lines = list(AccessLine.objects.filter(pk__gt=before))
        if of_file and not lines:
            return [OF_A_FILE], False
        return shown, not shown or any(namesakes & set(line.person_ids) for line in lines)

    for door in doors_of(world):
        if door.is_api != (who == CLIENT):
            continue
        asked = [("GET", door.path)]
        if not door.is_api and who in LOOKING_PEOPLE_UP:
            asked += [("GET", f"{door.path}?{query}") for query in queries]
        asked += [(method, door.path) for method in door.methods[1:]]
        is_open = False
        for method, path in asked:
            if is_open and method != "GET" and not door.is_api:
                break
            before = AccessLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            shown, is_told = ask(world.knocker(who), method, path, then=read)
            told += bool(shown) and is_told
            if not is_told:
                silent[f"{method} {door.shown}{path.removeprefix(door.path)}"] = shown
    assert not silent, "shown, and nobody noted it:\n" + "\n".join(
        f"{one}: {what}" for one, what in silent.items()
    )
    assert told or who in ("system_administrator", "security_administrator", "auditor", "field_engineer")
