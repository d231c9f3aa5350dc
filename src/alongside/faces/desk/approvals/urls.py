from __future__ import annotations

from django.urls import path

from alongside.faces.desk.approvals.approvals import approval_page, approvals, withdraw_approval_page

urlpatterns = [
    path("", approvals, name="approvals"),
    path("<int:pk>/", approval_page, name="approval"),
    path("<int:pk>/withdraw/", withdraw_approval_page, name="withdraw_approval"),
]
