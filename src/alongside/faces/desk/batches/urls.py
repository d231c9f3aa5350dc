from __future__ import annotations

from django.urls import path

from alongside.faces.desk.batches import attendance, ending, invitation, slots
from alongside.faces.desk.batches.batch import batch_page
from alongside.faces.desk.batches.batches import batches
from alongside.faces.desk.batches.invitations import invitations
from alongside.faces.desk.batches.invite import invite_page
from alongside.faces.desk.batches.invite_one import invite_one_page
from alongside.faces.desk.batches.plan_batch import change_batch_page, plan_batch_page

BATCH = "<int:batch_id>/"

urlpatterns = [
    path("", batches, name="batches"),
    path("new/", plan_batch_page, name="plan_batch"),
    path(BATCH, batch_page, name="batch"),
    path(f"{BATCH}change/", change_batch_page, name="change_batch"),
    path(f"{BATCH}invite/", invite_page, name="invite_batch"),
    path(f"{BATCH}invite/one/", invite_one_page, name="invite_one"),
    path(f"{BATCH}invitations/", invitations, name="invitations"),
    path(f"{BATCH}attendance/", attendance.attendance, name="attendance"),
    path(f"{BATCH}attendance/sheet/", attendance.attendance_sheet, name="attendance_sheet"),
    path(f"{BATCH}slots/new/", slots.add_slots_page, name="add_slots"),
    path(f"{BATCH}give/", ending.give_batch_page, name="give_batch"),
    path(f"{BATCH}cancel/", ending.cancel_batch_page, name="cancel_batch"),
    path("slots/<int:slot_id>/", slots.change_slot_page, name="change_slot"),
    path("slots/<int:slot_id>/cancel/", slots.cancel_slot_page, name="cancel_slot"),
    path("invitations/<int:invitation_id>/", invitation.book_slot_page, name="book_slot"),
]
