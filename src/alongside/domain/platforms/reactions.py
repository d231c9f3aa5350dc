"""What platforms answer to lower domains. Imported when the app is ready."""

from alongside.domain.platforms.actions.writing import write_cards

__all__ = ["write_cards"]
