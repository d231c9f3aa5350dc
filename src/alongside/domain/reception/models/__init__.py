from alongside.domain.reception.models.lobby import Line, Lobby, Window
from alongside.domain.reception.models.ticket import Ticket

__all__ = ["Line", "Lobby", "Ticket", "Window"]
