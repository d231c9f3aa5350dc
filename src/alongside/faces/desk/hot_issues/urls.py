from __future__ import annotations

from django.urls import path

from alongside.faces.desk.hot_issues.hot_issue import hot_issue
from alongside.faces.desk.hot_issues.hot_issues import hot_issues
from alongside.faces.desk.hot_issues.leading import (
    answer_issue_page,
    group_issue_page,
    join_issue_page,
    set_issue_aside_page,
)

urlpatterns = [
    path("", hot_issues, name="hot_issues"),
    path("<int:pk>/", hot_issue, name="hot_issue"),
    path("<int:pk>/group/", group_issue_page, name="group_issue"),
    path("<int:pk>/answer/", answer_issue_page, name="answer_issue"),
    path("<int:pk>/join/", join_issue_page, name="join_issue"),
    path("<int:pk>/set-aside/", set_issue_aside_page, name="set_issue_aside"),
]
