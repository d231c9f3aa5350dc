"""What promises do after commit, on facts, and what they answer to lower domains. Imported when the app is ready."""

from alongside.domain.promises.actions.handing_over import PROMISES
from alongside.domain.promises.reactions import alerting, keeping, telling

__all__ = ["PROMISES", "alerting", "keeping", "telling"]
