"""What walk-in desks answer to lower domains. Imported when the app is ready."""

from alongside.domain.reception.reactions import keeping

__all__ = ["keeping"]
