"""What cases do after commit, on facts. Imported when the app is ready, so that `@on` registers."""

from alongside.domain.cases.reactions import alerting, erasing, following, helping, routing, telling

__all__ = ["alerting", "erasing", "following", "helping", "routing", "telling"]
