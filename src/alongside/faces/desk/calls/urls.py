from __future__ import annotations

from django.urls import path

from alongside.faces.desk.calls.call import call, call_to_case, tie_call_page, wrap_up_call_page
from alongside.faces.desk.calls.callbacks import (
    assign_callback_page,
    callback,
    callback_number,
    callbacks,
    finish_callback_page,
    put_off_callback_page,
)
from alongside.faces.desk.calls.calls import calls
from alongside.faces.desk.calls.dial import dial_callback_page, dial_contact_page
from alongside.faces.desk.calls.news import call_news
from alongside.faces.desk.calls.queue_board import queue_board
from alongside.faces.desk.calls.recording import hear_recording
from alongside.faces.desk.calls.seat import leave_seat_page, say_readiness_page, seat

urlpatterns = [
    path("", calls, name="calls"),
    path("news/", call_news, name="call_news"),
    path("seat/", seat, name="seat"),
    path("seat/readiness/", say_readiness_page, name="say_readiness"),
    path("seat/leave/", leave_seat_page, name="leave_seat"),
    path("board/", queue_board, name="queue_board"),
    path("callbacks/", callbacks, name="callbacks"),
    path("callbacks/<int:pk>/", callback, name="callback"),
    path("callbacks/<int:pk>/number/", callback_number, name="callback_number"),
    path("callbacks/<int:pk>/done/", finish_callback_page, name="finish_callback"),
    path("callbacks/<int:pk>/later/", put_off_callback_page, name="put_off_callback"),
    path("callbacks/<int:pk>/assign/", assign_callback_page, name="assign_callback"),
    path("callbacks/<int:pk>/dial/", dial_callback_page, name="dial_callback"),
    path("dial/<int:pk>/", dial_contact_page, name="dial_contact"),
    path("<int:pk>/", call, name="call"),
    path("<int:pk>/after/", wrap_up_call_page, name="wrap_up_call"),
    path("<int:pk>/customer/", tie_call_page, name="tie_call"),
    path("<int:pk>/case/", call_to_case, name="call_to_case"),
    path("<int:pk>/recording/", hear_recording, name="hear_recording"),
]
