"""Contacts and their answers: what was sent, to whom, after how many others, at which hour; and the rates of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.count import Cells
from corrente.core.room import Counted
from corrente.core.segmentation import Segmentation
from corrente.core.words import Phrase, phrase
from corrente.downstream.engagement.names import OTHER, weekday_words
from corrente.downstream.engagement.plan import Contacts
from corrente.downstream.engagement.refusals import MIN_ANSWERED, MIN_OTHERS, MIN_PEOPLE, too_few
from corrente.inference.discrimination import log_loss
from corrente.inference.standardised import Array, Codes, Standardised, alike, expect, standardise, term

DRAWS = 1000
MOST_SENT = 36
"""Pairs of channel and message that are told apart: those sent most."""
MIN_OF_LEVEL = 30
"""Contacts of a level for its rate to be said: of fewer the pooling knows more than they do."""
HOURS_IN_BLOCK = 3
MOST_BEFORE = 6
_UNIT = "share of contacts"


@dataclass(frozen=True)
class Grid:
    """Counts (T, ...) on a full grid, T = 0 before and 1 after the cut: ``answered`` of ``sent`` contacts.

    ``levels`` are the codes that each axis' places stand for.
    """

    answered: Array
    sent: Array
    levels: tuple[Codes, ...]

    @classmethod
    def of(cls, raw: Cells, pair: Codes, kept: NDArray[np.bool_], axes: tuple[str, ...]) -> Grid:
        """The cells ``kept`` of a count, by pair and the columns ``axes``; levels without a contact have no place."""
        later = np.asarray(raw["later"], dtype=np.int64)[kept]
        columns = [pair[kept], *(np.asarray(raw[axis], dtype=np.int64)[kept] for axis in axes)]
        found = [np.unique(column, return_inverse=True) for column in columns]
        shape = (2, *(len(levels) for levels, _ in found))
        sides = []
        for name in ("answered_sum", "contacts"):
            side = np.zeros(shape)
            np.add.at(side, (later, *(place.ravel() for _, place in found)), np.asarray(raw[name], dtype=float)[kept])
            sides.append(side)
        return cls(sides[0], sides[1], tuple(levels.astype(np.int64) for levels, _ in found))


@dataclass(frozen=True)
class Replies:
    """What is known of contacts and their answers.

    ``pairs`` (P, 2) are the codes of channel and message that were sent; ``to_whom`` stands on pair x segment x
    contacts before, ``moments`` on pair x weekday x hour. ``cost`` (channel code to money) is what one contact costs.
    ``moments_alike`` is the p-value of all moments being answered alike, ``moments_tested`` the log loss of the last
    weeks with and without them.
    """

    plan: Contacts
    segmentation: Segmentation
    pairs: Codes
    to_whom: Standardised
    to_whom_levels: tuple[Codes, ...]
    answered: Array
    moments: Standardised
    moment_levels: tuple[Codes, ...]
    moments_alike: float
    moments_tested: tuple[float, float] | None
    people: int
    left_out: float
    cost: dict[int, float]
    backtest: Backtest | None

    @property
    def sent(self) -> Array:
        """Contacts (P, segment, before)."""
        return self.to_whom.weight

    @cached_property
    def by_pair(self) -> Array:
        """Draws (S, P) of each pair's rate, all else alike."""
        return self.to_whom.rates(0)

    @cached_property
    def overall(self) -> Array:
        """Draws (S,) of the rate of all contacts, as they were."""
        return self.to_whom.rate

    @cached_property
    def told(self) -> Codes:
        """The places of pairs that have names and contacts enough to be spoken of, the best first."""
        enough = self.sent.sum(axis=(1, 2)) >= MIN_OF_LEVEL
        named = (self.pairs[:, 0] > 0) & ((self.pairs[:, 1] > 0) | (not self.plan.messages))
        places = np.flatnonzero(enough & named)
        return places[np.argsort(-self.by_pair[:, places].mean(axis=0), kind="stable")]

    def name(self, place: int) -> tuple[str, str]:
        """The channel and the message of a pair; the message is empty where none is known."""
        channel, message = self.pairs[place]
        messages = (OTHER, *self.plan.messages) if self.plan.messages else ("",)
        return (OTHER, *self.plan.channels)[channel], messages[message]


def read(counts: Counted, plan: Contacts, segmentation: Segmentation, rng: Generator) -> Replies | Refusal:
    """The rates of all that was sent, or a refusal where too little was answered."""
    raw, hours = counts["responses"], counts["moments"]
    answered, sent = float(np.sum(raw["answered_sum"])), float(np.sum(raw["contacts"]))
    people = int(np.sum(raw["people"]))
    if answered < MIN_ANSWERED or sent - answered < MIN_OTHERS or people < MIN_PEOPLE:
        return too_few(int(answered), int(sent - answered), people)
    pairs, place = _pairs(raw)
    kept = place >= 0
    whole = Grid.of(raw, place, kept, ("segment", "recent"))
    _, hour_place = _pairs(hours, pairs)
    moments = Grid.of(hours, hour_place, hour_place >= 0, ("weekday", "hour"))
    terms, moment_terms = _to_whom_terms(whole, pairs), _moment_terms(moments)
    return Replies(
        plan, segmentation, pairs,
        standardise(whole.answered.sum(axis=0), whole.sent.sum(axis=0), terms, rng, DRAWS), whole.levels,
        whole.answered.sum(axis=0),
        standardise(moments.answered.sum(axis=0), moments.sent.sum(axis=0), moment_terms, rng, DRAWS), moments.levels,
        _moments_alike(moments), _moments_tested(moments, moment_terms), people, 1 - whole.sent.sum() / sent,
        dict(_costs(counts["costs"], plan, whole, pairs)), _backtest(whole, terms, pairs),
    )  # fmt: skip


def _pairs(raw: Cells, known: Codes | None = None) -> tuple[Codes, Codes]:
    """The pairs of codes (P, 2) sent most, and each cell's place (C,) among them, -1 for none."""
    code = np.asarray(raw["channel"], dtype=np.int64) * 16 + np.asarray(raw["message"], dtype=np.int64)
    if known is None:
        found, inverse = np.unique(code, return_inverse=True)
        sent = np.bincount(inverse.ravel(), np.asarray(raw["contacts"], dtype=float))
        chosen = np.sort(found[np.argsort(-sent, kind="stable")[:MOST_SENT]])
    else:
        chosen = known[:, 0] * 16 + known[:, 1]
    place = np.searchsorted(chosen, code).clip(max=len(chosen) - 1)
    return np.stack([chosen // 16, chosen % 16], axis=1), np.where(chosen[place] == code, place, -1)


def _to_whom_terms(grid: Grid, pairs: Codes) -> list[Codes]:
    shape, (channel, message) = grid.sent.shape[1:], pairs.T
    return [
        term(shape, (0,), (channel,)), term(shape, (0,), (message,)), term(shape, (0,)), term(shape, (1,)),
        term(shape, (2,)), term(shape, (0, 1), (message, None)),
    ]  # fmt: skip


def _moment_terms(grid: Grid) -> list[Codes]:
    """Weekdays, blocks of hours that each hour is drawn towards, and weekdays and blocks together."""
    shape, block = grid.sent.shape[1:], grid.levels[2] // HOURS_IN_BLOCK
    hours = [term(shape, (2,), (block,)), term(shape, (2,))]
    return [term(shape, (0,)), term(shape, (1,)), *hours, term(shape, (1, 2), (None, block))]


def _moments_alike(grid: Grid) -> float:
    """Whether weekdays, hours, and both together differ by more than chance, given what was sent."""
    shape, block = grid.sent.shape[1:], grid.levels[2] // HOURS_IN_BLOCK
    answered, sent = grid.answered.sum(axis=0), grid.sent.sum(axis=0)
    groups = [term(shape, (1,)), term(shape, (2,), (block,)), term(shape, (1, 2), (None, block))]
    return alike(answered, sent, expect(answered, sent, [term(shape, (0,))]), groups)


def _costs(raw: Cells, plan: Contacts, grid: Grid, pairs: Codes) -> Iterator[tuple[int, float]]:
    """Money per contact of each channel that costs anything."""
    sent = np.bincount(pairs[:, 0], grid.sent.sum(axis=(0, 2, 3)), len(plan.channels) + 1)
    for code, spent in zip(np.asarray(raw["code"]).tolist(), np.asarray(raw["spent"]).tolist(), strict=True):
        if code < len(plan.channels) and spent > 0 and sent[code + 1] > 0:
            yield int(code) + 1, spent / 1e4 / float(sent[code + 1])


# -- estimates -------------------------------------------------------------------------------------------------------


def estimates(replies: Replies) -> Iterator[Estimate]:
    """Rates of all, of what was sent, to whom, after how many contacts, and when: all else alike."""
    sent, answered = replies.sent, replies.answered
    yield _estimate(replies.overall, {"segment": "all"}, sent.sum(), answered.sum())
    channels, messages = replies.plan.channels, replies.plan.messages
    for place in replies.told if messages else ():
        channel, message = replies.name(int(place))
        yield _estimate(replies.by_pair[:, place], {"channel": channel, "message": message},
                        sent[place].sum(), answered[place].sum())  # fmt: skip
    yield from _merged(replies, 0, "channel", channels)
    yield from _merged(replies, 1, "message", messages)
    segments, before = replies.to_whom_levels[1:]
    column = replies.segmentation.column
    levels = [(replies.segmentation.levels[code - 1] if code else "") for code in segments]
    yield from _levels(replies.to_whom.rates(1), sent.sum(axis=(0, 2)), answered.sum(axis=(0, 2)), column, levels)
    yield from _levels(replies.to_whom.rates(2), sent.sum(axis=(0, 1)), answered.sum(axis=(0, 1)), "contacts_before",
                       [before_name(int(n)) for n in before])  # fmt: skip
    yield from _when(replies)


def before_name(contacts: int) -> str:
    """How many contacts went before: ``6+`` for six and more."""
    return f"{contacts}+" if contacts == MOST_BEFORE else str(contacts)


def _merged(replies: Replies, side: int, name: str, levels: tuple[str, ...]) -> Iterator[Estimate]:
    """Rates of channels (or of messages), what they were sent with being as it was."""
    weight, answered = replies.sent.sum(axis=(1, 2)), replies.answered.sum(axis=(1, 2))
    for code, level in enumerate(levels, start=1):
        own = replies.pairs[:, side] == code
        if weight[own].sum() >= MIN_OF_LEVEL and not own.all():
            rate = replies.by_pair[:, own] @ weight[own] / weight[own].sum()
            yield _estimate(rate, {name: level}, weight[own].sum(), answered[own].sum())


def _levels(rates: Array, sent: Array, answered: Array, name: str, levels: list[str]) -> Iterator[Estimate]:
    for place, level in enumerate(levels):
        if level and len(levels) > 1 and sent[place] >= MIN_OF_LEVEL:
            yield _estimate(rates[:, place], {name: level}, sent[place], answered[place])


def _when(replies: Replies) -> Iterator[Estimate]:
    days, hours = replies.moment_levels[1:]
    yield from _moments(replies.moments, 1, [({"weekday": str(day + 1)}, {"weekday": weekday_words(day)})
                                             for day in days.tolist()])  # fmt: skip
    yield from _moments(replies.moments, 2, [({"hour": str(hour)}, {}) for hour in hours.tolist()])


def _moments(
    known: Standardised, axis: int, levels: list[tuple[dict[str, str], dict[str, Phrase]]]
) -> Iterator[Estimate]:
    """Rates of the weekdays, or hours, that have contacts enough; ``levels`` are what each is of and is called."""
    rates, sent = known.rates(axis), np.moveaxis(known.weight, axis, 0).sum(axis=(1, 2))
    for place, (of, said) in enumerate(levels):
        if len(levels) > 1 and sent[place] >= MIN_OF_LEVEL:
            yield Estimate.from_draws("answer_rate", rates[:, place], _UNIT, of, said=said,
                                      observed={"contacts": int(sent[place])})  # fmt: skip


def _estimate(draws: Array, of: dict[str, str], sent: float, answered: float) -> Estimate:
    observed = {"contacts": int(sent), "answered": int(answered)}
    return Estimate.from_draws("answer_rate", draws, _UNIT, of, observed=observed)


# -- test ------------------------------------------------------------------------------------------------------------


def _backtest(grid: Grid, terms: list[Codes], pairs: Codes) -> Backtest | None:
    """The last weeks foretold from those before, against one rate per channel, or one for all."""
    known, tested = grid.answered, grid.sent
    if not _enough(known, tested):
        return None
    model = expect(known[0], tested[0], terms)
    per_channel = _by_channel(known[0], tested[0], pairs[:, 0])
    losses = [_loss(chance, grid) for chance in (model, per_channel, _one_rate(known[0], tested[0]))]
    several = len(np.unique(pairs[:, 0])) > 1
    return Backtest(
        "log loss per contact", losses[0], losses[1] if several else losses[2], _PER_CHANNEL if several else _ONE,
        details={"contacts": float(tested[1].sum()), "answered": float(known[1].sum()),
                 "foretold": float((model * tested[1]).sum()), "one_rate": losses[2]},
    )  # fmt: skip


def _enough(answered: Array, sent: Array) -> bool:
    """Half of what an answer needs, on either side of the cut."""
    counted = [side.sum(axis=(1, 2, 3)) for side in (answered, sent - answered)]
    return bool(min(side.min() for side in counted) >= MIN_ANSWERED / 2)


def _moments_tested(grid: Grid, terms: list[Codes]) -> tuple[float, float] | None:
    """Log loss of the last weeks by pair and moment, and by pair alone."""
    if not _enough(grid.answered, grid.sent):
        return None
    chances = [expect(grid.answered[0], grid.sent[0], told) for told in (terms, terms[:1])]
    return _loss(chances[0], grid), _loss(chances[1], grid)


def _loss(chance: Array, grid: Grid) -> float:
    won, total = grid.answered[1].ravel(), grid.sent[1].ravel()
    return log_loss(np.broadcast_to(chance, grid.sent.shape[1:]).ravel(), won, total - won)


def _one_rate(answered: Array, sent: Array) -> Array:
    return np.asarray((answered.sum() + 0.5) / (sent.sum() + 1))


def _by_channel(answered: Array, sent: Array, channel: Codes) -> Array:
    """The rate of each channel so far (P, 1, 1), drawn by one contact to the rate of all."""
    k, n = (np.bincount(channel, side.sum(axis=(1, 2))) for side in (answered, sent))
    return np.asarray(((k + _one_rate(answered, sent)) / (n + 1))[channel][:, None, None])


_PER_CHANNEL: Phrase = phrase("one rate per channel", "uma taxa por canal")
_ONE: Phrase = phrase("one rate for all contacts", "uma só taxa para todos os contatos")
