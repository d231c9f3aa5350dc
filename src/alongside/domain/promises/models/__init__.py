"""Kinds of promises, promises, and what the customer was asked to change about them."""

from alongside.domain.promises.models.promise import Promise, PromiseKind
from alongside.domain.promises.models.renegotiation import Renegotiation

__all__ = ["Promise", "PromiseKind", "Renegotiation"]
