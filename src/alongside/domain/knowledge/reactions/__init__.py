"""What knowledge does after commit, and what it answers to lower domains. Imported when the app is ready."""

from alongside.domain.knowledge.actions.handing_over import ARTICLES
from alongside.domain.knowledge.reactions import consulting, following, keeping

__all__ = ["ARTICLES", "consulting", "following", "keeping"]
