"""What cases do after commit, on facts. Imported when the app is ready, so that `@on` registers."""

from alongside.domain.cases.reactions import helping, routing

__all__ = ["helping", "routing"]
