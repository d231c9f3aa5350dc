"""Taking in privacy's part of the packs: how long records are kept (INF-5)."""

from alongside.domain.privacy.actions.retaining import load_retention

__all__ = ["load_retention"]
