from __future__ import annotations

from django.urls import path

from alongside.faces.desk.board.board import board

urlpatterns = [path("", board, name="board")]
