"""What the models in use suggest for a text. Each process keeps them as plain numbers (CHN-10)."""

from __future__ import annotations

from alongside.domain.assistance.models import TrainedModel
from alongside.domain.assistance.rules.light_model import LightModel, Said

SURE_ENOUGH = 0.25  # below nothing is suggested
LIKELY_TOO = 0.12  # second and third suggestions
SHORTEST = 4  # characters of which something can be said

_kept: dict[str, tuple[str, LightModel]] = {}  # by checksum


def suggest(text: str, *, most: int = 3) -> dict[str, list[Said]]:
    """Question → likeliest labels with the words that speak for them. One query once the models are known here."""
    if len(text.strip()) < SHORTEST:
        return {}
    found = {}
    for question, model in _in_use().items():
        said = model.suggest(text, most=most)
        if said and said[0].share >= SURE_ENOUGH:
            found[question] = [said[0], *(one for one in said[1:] if one.share >= LIKELY_TOO)]
    return found


def _in_use() -> dict[str, LightModel]:
    current = dict(TrainedModel.objects.filter(is_in_use=True).values_list("question", "checksum"))
    stale = [question for question, checksum in current.items() if _kept.get(question, ("",))[0] != checksum]
    for made in TrainedModel.objects.filter(question__in=stale, is_in_use=True) if stale else []:
        _kept[made.question] = made.checksum, LightModel.from_bytes(bytes(made.body))
    return {question: _kept[question][1] for question in current if question in _kept}
