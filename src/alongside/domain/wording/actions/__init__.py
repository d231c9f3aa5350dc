"""Minding what is written to customers, and keeping the list of what is not promised."""

from alongside.domain.wording.actions.keeping import change_wording, write_wording
from alongside.domain.wording.actions.minding import Knowing, Unwary, findings_of, mind_words, note_said

__all__ = ["Knowing", "Unwary", "change_wording", "findings_of", "mind_words", "note_said", "write_wording"]
