"""What bulletins answer to lower domains. Imported when the app is ready."""

from alongside.domain.bulletins.reactions import asking, keeping

__all__ = ["asking", "keeping"]
