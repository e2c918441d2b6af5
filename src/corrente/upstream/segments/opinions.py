"""Whether a survey's respondents are customers, so that what they say of our brand can tell segments apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from corrente.core.brands import own_brand
from corrente.core.count import Cells, Lookup
from corrente.core.profile import Profile
from corrente.core.words import Form, Number, Phrase, phrase

MOST_RESPONDENTS = 30_000
"""Respondents up to which ratings are counted by customer: each may be a cell of its own."""
FEWEST_RATED = 100
"""Customers who rated us, from whom on ratings take part: a segment of a fifth then has twenty of them."""
_CUSTOMERS = 0.5  # the least share of the respondents who are customers, else ids meet by chance
_RUNNING = 0.9  # the share of the numbers 1, 2, 3, ... at which ids are the survey's own count
_PLACES = 20  # the length of id from which on the count keeps no lengths apart


class Survey(StrEnum):
    """What becomes of the ratings."""

    NONE = "none"
    UNNAMED = "unnamed"  # several brands, and which one is ours is not said
    LARGE = "large"
    ASKED = "asked"  # counted: whether they serve is seen from the count
    STRANGERS = "strangers"
    NUMBERED = "numbered"
    FEW = "few"
    USED = "used"


@dataclass(frozen=True)
class Opinions:
    """The ``survey``'s use; ``respondents`` who rated the ``brand``, and how many of them are ``customers``."""

    survey: Survey
    brand: str = ""
    respondents: int = 0
    customers: int = 0

    @property
    def lookups(self) -> dict[str, Lookup]:
        """The brand whose ratings are counted, as the counts' lookup; one that nobody rates leaves them out."""
        counted = self.survey in (Survey.ASKED, Survey.USED)
        return {"own_brands": {"brand": np.array([self.brand if counted else ""], dtype=object)}}


NO_OPINIONS = Opinions(Survey.NONE)


def planned_opinions(profile: Profile) -> Opinions:
    """Whether there are ratings of our brand by few enough respondents to be counted by customer."""
    ratings = profile.tables.get("ratings")
    if ratings is None or not ratings.rows:
        return NO_OPINIONS
    brands = [level.value for level in ratings.levels.get("brand", ()) if level.value is not None]
    own = own_brand(profile.settings, brands)
    respondents = ratings.distinct.get("respondent_id", ratings.rows)
    if not brands or (own.assumed and len(brands) > 1):
        return Opinions(Survey.UNNAMED, respondents=respondents)
    survey = Survey.LARGE if respondents > MOST_RESPONDENTS else Survey.ASKED
    return Opinions(survey, brands[own.place], respondents)


def judged(planned: Opinions, counted: Cells | None, buyers: int) -> Opinions:
    """The same, once it was counted how many respondents are customers; ``buyers`` is how many customers there are.

    Surveys number respondents 1, 2, 3, ..., and so do shops their customers: such ids say nothing, unless all
    customers are there.
    """
    if counted is None:
        return planned
    respondents, customers = (int(counted[name].sum()) for name in ("respondents", "customers"))
    return Opinions(_survey(counted, respondents, customers, buyers), planned.brand, respondents, customers)


def _survey(counted: Cells, respondents: int, customers: int, buyers: int) -> Survey:
    if customers < _CUSTOMERS * respondents or not customers:
        return Survey.STRANGERS
    if _running(counted) and customers < _RUNNING * buyers:
        return Survey.NUMBERED
    return Survey.USED if customers >= FEWEST_RATED else Survey.FEW


def _running(counted: Cells) -> bool:
    """Whether, of every length but the longest, nearly as many ids are there as there are numbers."""
    digits, respondents = (np.asarray(counted[name], dtype=float) for name in ("digits", "respondents"))
    longest = int(digits.max())
    there = np.bincount(digits.astype(np.int64), respondents, _PLACES + 1)[1:longest]
    return bool(longest < _PLACES and (there >= _RUNNING * (9 * 10.0 ** np.arange(longest - 1))).all())


def said_of(opinions: Opinions, buyers: int) -> Iterator[Phrase]:
    """What a reader should know of the ratings: whose they are, or why they were left out."""
    said = {
        "respondents": Number(opinions.respondents, Form.COUNT),
        "customers": Number(opinions.customers, Form.COUNT),
        "buyers": Number(buyers, Form.COUNT),
        "most": Number(MOST_RESPONDENTS, Form.COUNT),
        "fewest": Number(FEWEST_RATED, Form.COUNT),
    }
    told = _SAID.get(opinions.survey)
    if told:
        yield Phrase(told.en, told.pt, said)


_SAID = {
    Survey.UNNAMED: phrase(
        "Ratings were left out: they are of several brands, and corrente.toml does not say which one is ours.",
        "As avaliações ficaram de fora: são de várias marcas, e o corrente.toml não diz qual é a nossa.",
    ),
    Survey.LARGE: phrase(
        "Ratings were left out: they are counted by customer up to {most} respondents, and there are {respondents}.",
        "As avaliações ficaram de fora: são contadas por cliente até {most} respondentes, e há {respondents}.",
    ),
    Survey.STRANGERS: phrase(
        "Ratings were left out: only {customers} of {respondents} respondents have the id of a customer who bought.",
        "As avaliações ficaram de fora: só {customers} de {respondents} respondentes têm o código de um cliente que "
        "comprou.",
    ),
    Survey.NUMBERED: phrase(
        "Ratings were left out: respondents are numbered 1, 2, 3 and so on, and match customers by chance; give them "
        "customers' ids.",
        "As avaliações ficaram de fora: os respondentes são numerados 1, 2, 3 etc. e coincidem com clientes por acaso; "
        "dê a eles o código do cliente.",
    ),
    Survey.FEW: phrase(
        "Ratings were left out: {customers} customers gave one; it takes {fewest}.",
        "As avaliações ficaram de fora: {customers} clientes deram nota; são precisos {fewest}.",
    ),
    Survey.USED: phrase(
        "Ratings are those of {customers} of the {buyers} customers; the others are placed by all else that is known.",
        "As avaliações são de {customers} dos {buyers} clientes; os demais são classificados por todo o resto que se "
        "sabe.",
    ),
}
