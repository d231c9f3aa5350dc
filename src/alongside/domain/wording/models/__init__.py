"""The list of what is not promised, and what was written nevertheless."""

from alongside.domain.wording.models.wording import ForbiddenWording, WordingUse

__all__ = ["ForbiddenWording", "WordingUse"]
