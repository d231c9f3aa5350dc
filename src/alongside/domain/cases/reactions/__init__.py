"""What cases do after commit, on facts. Imported when the app is ready, so that `@on` registers."""

from alongside.domain.cases.reactions import alerting, helping, routing, telling

__all__ = ["alerting", "helping", "routing", "telling"]
