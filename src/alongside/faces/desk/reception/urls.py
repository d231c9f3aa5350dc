from __future__ import annotations

from django.urls import path

from alongside.faces.desk.reception import acts, lobbies
from alongside.faces.desk.reception.finish_visit import finish_visit, say_who_page
from alongside.faces.desk.reception.reception import reception
from alongside.faces.desk.reception.reception_board import reception_board

TICKET, LOBBY, WINDOW = "visits/<int:ticket_id>/", "places/<int:lobby_id>/", "windows/<int:window_id>/"

urlpatterns = [
    path("", reception, name="reception"),
    path("board/", reception_board, name="reception_board"),
    path(f"{WINDOW}sit/", acts.take_window_page, name="take_window"),
    path(f"{WINDOW}leave/", acts.leave_window_page, name="leave_window"),
    path(f"{WINDOW}next/", acts.call_next_page, name="call_next"),
    path(f"{TICKET}who/", say_who_page, name="say_who"),
    path(f"{TICKET}finish/", finish_visit, name="finish_visit"),
    path(f"{TICKET}<str:act>/", acts.move_ticket, name="move_ticket"),
    path(f"{LOBBY}numbers/", acts.draw_ticket_page, name="draw_ticket"),
    path(f"{LOBBY}appointments/", acts.check_in_page, name="check_in"),
    path("places/", lobbies.lobbies, name="lobbies"),
    path("places/new/", lobbies.set_up_lobby_page, name="set_up_lobby"),
    path(LOBBY, lobbies.lobby_page, name="lobby"),
    path(f"{LOBBY}change/", lobbies.change_lobby_page, name="change_lobby"),
    path(f"{LOBBY}lines/new/", lobbies.keep_line_page, name="add_line"),
    path(f"{LOBBY}lines/<int:line_id>/", lobbies.keep_line_page, name="keep_line"),
    path(f"{LOBBY}windows/new/", lobbies.keep_window_page, name="add_window"),
    path(f"{LOBBY}windows/<int:window_id>/", lobbies.keep_window_page, name="keep_window"),
    path(f"{LOBBY}addresses/", lobbies.renew_addresses_page, name="renew_addresses"),
]
