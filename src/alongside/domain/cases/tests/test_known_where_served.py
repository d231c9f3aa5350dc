"""Whoever opens a case at a node is known there from then on (ORG-3, CUS-1)."""

from alongside.domain.cases.samples import a_case
from alongside.domain.customers.models import Customer


def test_the_people_of_the_node_see_the_customer_of_their_case(cast) -> None:
    """ORG-3"""
    customer = cast.customer.customer
    assert customer not in Customer.objects.visible_to(cast.stranger)
    a_case(node=cast.other_project, customer=customer, now=cast.now)
    assert customer in Customer.objects.visible_to(cast.stranger)
