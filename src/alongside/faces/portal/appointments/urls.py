from __future__ import annotations

from django.urls import path

from alongside.faces.portal.appointments import answering
from alongside.faces.portal.appointments.appointment import appointment, appointment_file
from alongside.faces.portal.appointments.appointments import appointments
from alongside.faces.portal.appointments.book import book_slot_page

urlpatterns = [
    path("", appointments, name="appointments"),
    path("<int:invitation_id>/", appointment, name="appointment"),
    path("<int:invitation_id>/book/", book_slot_page, name="book_slot"),
    path("<int:invitation_id>/cancel/", answering.cancel, name="cancel_booking"),
    path("<int:invitation_id>/decline/", answering.decline_page, name="decline_invitation"),
    path("<int:invitation_id>/appointment.ics", appointment_file, name="appointment_file"),
]
