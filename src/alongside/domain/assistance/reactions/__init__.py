"""What assistance does after commit, and what it answers to lower domains. Imported when the app is ready."""

from alongside.domain.assistance.reactions import alerting, erasing

__all__ = ["alerting", "erasing"]
