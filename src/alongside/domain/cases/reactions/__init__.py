"""What cases do after commit, on facts. Imported when the app is ready, so that `@on` registers."""

from alongside.domain.cases.reactions import alerting, following, helping, routing, telling

__all__ = ["alerting", "following", "helping", "routing", "telling"]
