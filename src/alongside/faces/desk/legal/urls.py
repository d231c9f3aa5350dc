from __future__ import annotations

from django.urls import path

from alongside.faces.desk.legal.handling import (
    change_matter_page,
    give_matter_page,
    move_matter_page,
    open_matter_page,
    tie_case_page,
)
from alongside.faces.desk.legal.keeping import (
    add_claim_page,
    add_paper_page,
    end_date_page,
    enter_cost_page,
    set_date_page,
)
from alongside.faces.desk.legal.matter import matter_page
from alongside.faces.desk.legal.matters import matters

urlpatterns = [
    path("", matters, name="legal_matters"),
    path("open/<str:case_number>/", open_matter_page, name="open_matter"),
    path("days/<int:pk>/done/", end_date_page, name="end_legal_date"),
    path("<str:number>/", matter_page, name="legal_matter"),
    path("<str:number>/change/", change_matter_page, name="change_matter"),
    path("<str:number>/give/", give_matter_page, name="give_matter"),
    path("<str:number>/cases/", tie_case_page, name="tie_case"),
    path("<str:number>/claims/", add_claim_page, name="add_claim"),
    path("<str:number>/documents/", add_paper_page, name="add_legal_paper"),
    path("<str:number>/days/", set_date_page, name="set_legal_date"),
    path("<str:number>/costs/", enter_cost_page, name="enter_legal_cost"),
    path("<str:number>/<str:move>/", move_matter_page, name="move_matter"),
]
