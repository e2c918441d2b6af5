"""From counted texts and answers to the problems room's estimate."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from corrente.core.answer import Refusal
from corrente.core.room import Counted, Given
from corrente.upstream.problems.needs import Survey, rate
from corrente.upstream.problems.refusals import MIN_DIFFERENT, MIN_TEXTS, no_themes, too_little
from corrente.upstream.problems.voices import Voices, heard, listen


@dataclass(frozen=True)
class Problems:
    """What customers speak of, and what they need; one may be missing. ``said`` is how many texts there are."""

    voices: Voices | None
    survey: Survey | None
    said: int


def infer(counts: Counted, given: Given, rng: Generator) -> Problems | Refusal:
    """Themes, needs and the back-test; a refusal where there is enough of neither."""
    voices, said = None, 0
    if "texts" in counts:
        texts = heard(counts["texts"])
        said = int(texts.times.sum()) if len(set(texts.texts)) >= MIN_DIFFERENT else 0
        voices = listen(texts, rng) if said >= MIN_TEXTS else None
    survey = rate(counts["needs"], rng) if "needs" in counts else None
    if voices is None and survey is None:
        answers = int(counts["needs"]["answers"].sum()) if "needs" in counts else 0
        return no_themes(said) if said >= MIN_TEXTS else too_little(said, answers)
    return Problems(voices, survey, given.profile.tables["feedback"].rows if voices is not None else 0)
