from __future__ import annotations

from django.urls import path

from alongside.faces.desk.approvals.approvals import approval_page, approvals, withdraw_approval_page
from alongside.faces.desk.approvals.chains import approval_chains
from alongside.faces.desk.approvals.change_chain import change_approval_chain, end_approval_chain

urlpatterns = [
    path("", approvals, name="approvals"),
    path("chains/", approval_chains, name="approval_chains"),
    path("chains/change/", change_approval_chain, name="change_approval_chain"),
    path("chains/<int:pk>/end/", end_approval_chain, name="end_approval_chain"),
    path("<int:pk>/", approval_page, name="approval"),
    path("<int:pk>/withdraw/", withdraw_approval_page, name="withdraw_approval"),
]
