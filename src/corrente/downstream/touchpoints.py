"""Which touchpoints are the most effective: removal effects and Shapley values of the paths that people took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import (
    Action,
    Answer,
    Backtest,
    Diagnostics,
    Estimate,
    Evidence,
    Grade,
    Lever,
    Proof,
    Refusal,
    Status,
    Table,
)
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Cells, Count, Lookup
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.profile import Profile
from corrente.core.room import Counted, Given
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.inference import shapley, transitions
from corrente.inference.attribution_rules import UNIT, Rule, credited, decay_weights
from corrente.inference.posterior import Method

QUESTION = QUESTIONS["touchpoints"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

WINDOW_DAYS = 30
"""A touch counts towards a conversion at most so many days later."""

NAMED, IN_SETS = 30, 12
"""Channels that stand on their own in paths, and in sets; what is rarer is one channel, `OTHER`."""

OTHER = "(other)"
LEAST_CONVERSIONS = 30
DRAWS = 2000

_DAY = 86_400
_LEAVES, _STARTS, _CONVERTS = 61, 62, 63  # the codes of path_transitions.sql
_CUT = 0.7  # the share of the time before the back-test's cut


@dataclass(frozen=True)
class Proven:
    """Held-out log-likelihood per step of chains that look back no, one and two places."""

    steps: int
    order_0: float
    order_1: float
    order_2: float


@dataclass(frozen=True)
class Effectiveness:
    """What the paths say of each of K channels.

    ``removal`` and ``credit`` (Shapley, NaN where a channel is only part of the others) are (K,), their draws
    (S, K); ``rules`` give conversions (K,); ``spent`` (K,) is in the company's currency, or None. ``settled`` says
    whether paths too young to have ended were left out.
    """

    channels: tuple[str, ...]
    touches: Whole
    conversions: int
    value: float
    base: float
    log_likelihood: float
    removal: Array
    removal_draws: Array
    removal_2: Array
    credit: Array
    credit_draws: Array
    rules: Mapping[Rule, Array]
    spent: Array | None
    proven: Proven | None
    currency: str
    settled: bool

    @property
    def order(self) -> list[int]:
        """Channels from the largest removal effect to the smallest."""
        return [int(k) for k in np.argsort(-self.removal, kind="stable")]


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Steps, credits and costs of all paths; refused without conversions or with one channel only."""
    conversions = _conversions(profile)
    if conversions is None:
        return _no_conversions()
    if len(_names(profile)) < 2:
        return _one_channel(_names(profile))
    codes = _codes(profile)
    times = _times(profile)
    until = {"until_day": profile.until(QUESTION)}
    window = {"window_seconds": WINDOW_DAYS * _DAY}
    known = {"known_second": times.known}
    channels: dict[str, Lookup] = {"channels": codes}
    return {
        "steps": Count(f"path_transitions{conversions}", until | window | known | {"cut_second": times.cut}, channels),
        "credits": Count(
            f"path_credits{conversions}",
            until | window | known | {"unit": UNIT},
            channels | {"bits": _bits(), "decay": _decay()},
        ),
        "costs": Count("channel_costs", until, channels),
    }


def _conversions(profile: Profile) -> str | None:
    """The suffix of the counts that find conversions: of orders, or of leads where there are no orders."""
    orders, leads = profile.tables.get("orders"), profile.tables.get("leads")
    if orders is not None and orders.rows > 0:
        return ""
    if leads is not None and leads.rows > 0 and {"person_id", "converted_at"} <= leads.columns:
        return "_leads"
    return None


def _names(profile: Profile) -> tuple[str, ...]:
    """The channels on their own, the most frequent first, then `OTHER` where there are more."""
    levels = profile.tables["touchpoints"].levels.get("channel", ())
    names = [level.value for level in levels if level.value is not None]
    return (*names[:NAMED], OTHER) if len(names) > NAMED else tuple(names)


def _codes(profile: Profile) -> Lookup:
    named = [name for name in _names(profile) if name != OTHER][:NAMED]
    return {"channel": named, "code": list(range(len(named)))}


def _bits() -> Lookup:
    """The bit of every code: the first twelve have one each, the rest share one; a conversion has none."""
    codes = [*range(NAMED + 1), _CONVERTS]
    return {"code": codes, "mask": [0 if c == _CONVERTS else 1 << min(c, IN_SETS) for c in codes]}


def _decay() -> Lookup:
    return {"age": np.arange(WINDOW_DAYS + 1), "weight": decay_weights(WINDOW_DAYS)}


@dataclass(frozen=True)
class _Times:
    """The last second whose touches have had time to convert, the back-test's cut, and whether any were left out."""

    known: int
    cut: int
    settled: bool


def _times(profile: Profile) -> _Times:
    """All touches are taken as settled where the data is shorter than four windows."""
    last = profile.until(QUESTION)
    first = profile.tables["touchpoints"].first_day
    first = last if first is None else min(first, last)
    settled = last - first >= 4 * WINDOW_DAYS
    known_day = last - WINDOW_DAYS if settled else last + 1
    cut_day = first + int(_CUT * (known_day - first))
    return _Times((known_day + 1) * _DAY - 1, (cut_day + 1) * _DAY - 1, settled)


def infer(counts: Counted, given: Given, rng: Generator) -> Effectiveness | Refusal:
    """Posteriors of all channels; refused below thirty paths that convert."""
    names = _names(given.profile)
    steps = _steps(counts["steps"], len(names))
    onward = steps.sum(axis=0)
    total = _first_order(onward)
    converted = int(onward[..., len(names)].sum())
    if converted < LEAST_CONVERSIONS:
        return _too_few(converted)
    chain = transitions.observed(total)
    cells = counts["credits"]
    credit, credit_draws = _credit(cells, len(names), rng)
    pairs = transitions.second_order(onward)
    return Effectiveness(
        channels=names,
        touches=_by_code(counts["costs"], "touches", len(names)),
        conversions=int(cells["first_touches"].sum()),
        value=float(cells["first_value"].sum()) / 10_000,
        base=float(transitions.conversion(chain)),
        log_likelihood=transitions.log_likelihood(chain, total),
        removal=transitions.removal_effects(chain),
        removal_draws=transitions.removal_effects(transitions.draw_chains(total, rng, DRAWS)),
        removal_2=transitions.second_order_removal(chain[0, : len(names)], pairs),
        credit=credit,
        credit_draws=credit_draws,
        rules=_rules(cells, len(names)),
        spent=_spent(counts["costs"], len(names)),
        proven=_proven(steps),
        currency=given.profile.settings.currency,
        settled=_times(given.profile).settled,
    )


def _steps(cells: Cells, channels: int) -> Array:
    """Counts (2, K + 1, K, K + 2): before or after the cut, where from (0 the start), channel, where to."""
    place = np.full(64, channels - 1)
    place[:channels] = np.arange(channels)
    place[[_CONVERTS, _LEAVES]] = channels, channels + 1
    came, channel, went = (cells[name].astype(np.int64) for name in ("came_from", "channel", "went_to"))
    before = np.where(came == _STARTS, 0, 1 + place[came])
    steps = np.zeros((2, channels + 1, channels, channels + 2))
    np.add.at(steps, (cells["later"].astype(np.int64), before, place[channel], place[went]), cells["n"])
    return steps


def _first_order(onward: Array) -> Array:
    """Counts (K + 1, K + 2) of a chain of order 1 from steps (K + 1, K, K + 2)."""
    starts = np.append(onward[0].sum(axis=1), [0.0, 0.0])
    return np.vstack([starts, onward.sum(axis=0)])


def _credit(cells: Cells, channels: int, rng: Generator) -> tuple[Array, Array]:
    """Shapley shares (K,) and their draws (S, K) over settled paths; NaN for channels without a bit of their own."""
    kept = cells["settled"] == 1
    sets, group = np.unique(cells["channels_met"][kept].astype(np.int64), return_inverse=True)
    paths = np.bincount(group, cells["first_touches"][kept].astype(float), minlength=sets.size).astype(np.int64)
    bits = min(channels, IN_SETS + 1)
    share = shapley.shares(sets, paths.astype(float), bits)
    draws = shapley.share_draws(sets, paths, bits, rng, DRAWS)
    own = bits if channels <= IN_SETS + 1 else IN_SETS
    blank = np.full(channels - own, np.nan)
    return np.append(share[:own], blank), np.hstack([draws[:, :own], np.tile(blank, (DRAWS, 1))])


def _by_code(cells: Cells, column: str, channels: int) -> Whole:
    code = np.minimum(cells["code"].astype(np.int64), channels - 1)
    return np.bincount(code, cells[column].astype(float), minlength=channels).astype(np.int64)


def _rules(cells: Cells, channels: int) -> Mapping[Rule, Array]:
    columns = {rule: rule.value for rule in Rule} | {Rule.FIRST: "first_touches", Rule.LAST: "last_touches"}
    code = np.minimum(cells["channel"].astype(np.int64), channels - 1)
    return {rule: credited(rule, cells[column].astype(np.int64), code, channels) for rule, column in columns.items()}


def _spent(cells: Cells, channels: int) -> Array | None:
    """What each channel's touches cost (K,), or None where no cost is known."""
    return _by_code(cells, "spent", channels) / 10_000 if cells["spent"].sum() > 0 else None


def _proven(steps: Array) -> Proven | None:
    """Chains learnt before the cut, scored on the steps after it; None where either side is too thin."""
    before, after = steps
    conversion = steps.shape[2]
    if min(before[..., conversion].sum(), after[..., conversion].sum()) < LEAST_CONVERSIONS:
        return None
    taken = after.sum()
    learnt, test = _first_order(before), after.sum(axis=0)
    mean = transitions.posterior_mean(learnt)
    pairs = transitions.second_order(before)
    return Proven(
        int(taken),
        _score(transitions.without_order(learnt)[1:], test) / taken,
        _score(mean[1:], test) / taken,
        _score(pairs, after) / taken,
    )


def _score(chances: Array, steps: Array) -> float:
    return transitions.log_likelihood(np.maximum(chances, 1e-9), steps)


def _share(value: float) -> Number:
    return Number(value, Form.SHARE)


def answer(estimate: Effectiveness) -> Answer:
    """The answer in words: what would break off without each channel, and what each is credited with."""
    estimates = _estimates(estimate)
    levers = _levers(estimate)
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(estimate),
        estimates,
        tables={"channels": _channel_table(estimate, estimates), "rules": _rule_table(estimate)},
        actions=_actions(estimate, levers),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=_caveats(estimate)),
    )


def _headline(estimate: Effectiveness) -> Phrase:
    top, second = estimate.order[:2]
    draws = estimate.removal_draws
    low, high = np.quantile(draws[:, top], [0.05, 0.95])
    values: dict[str, Number | Phrase | str] = {
        "sure": certainty(float((draws[:, top] > draws[:, second]).mean())),
        "top": estimate.channels[top],
        "second": estimate.channels[second],
        "lost": _share(estimate.removal[top]),
        "low": _share(low),
        "high": _share(high),
        "less": _share(estimate.removal[second]),
    }
    if estimate.proven is not None and estimate.proven.order_1 <= estimate.proven.order_0:
        return Phrase(
            "On the paths, {sure} {top} weighs most: {lost} of conversions ({low} to {high}) need it; "
            "the order itself predicts nothing new.",
            "Nos caminhos, {sure} {top} pesa mais: {lost} das conversões ({low} a {high}) dependem dele; "
            "a ordem em si não prevê nada de novo.",
            values,
        )
    return Phrase(
        "On the paths, {sure} {top} weighs most: {lost} of conversions ({low} to {high}) need it, "
        "against {less} for {second}.",
        "Nos caminhos, {sure} {top} pesa mais: {lost} das conversões ({low} a {high}) dependem dele, "
        "contra {less} para {second}.",
        values,
    )


def _estimates(estimate: Effectiveness) -> tuple[Estimate, ...]:
    found: list[Estimate] = []
    share = estimate.removal / estimate.removal.sum()
    share_draws = estimate.removal_draws / estimate.removal_draws.sum(axis=1, keepdims=True)
    for k in estimate.order:
        of = {"channel": estimate.channels[k]}
        seen = {"touches": int(estimate.touches[k])}
        removal, draws = float(estimate.removal[k]), estimate.removal_draws[:, k]
        found += [
            Estimate.from_draws("removal_effect", draws, "share of conversions", of, removal, seen),
            Estimate.from_draws("markov_share", share_draws[:, k], "share of conversions", of, float(share[k])),
        ]
        if np.isfinite(estimate.credit[k]):
            credit = float(estimate.credit[k])
            found.append(
                Estimate.from_draws("shapley_share", estimate.credit_draws[:, k], "share of conversions", of, credit)
            )
        if estimate.spent is not None and estimate.spent[k] > 0 and removal > 0:
            per = float(estimate.spent[k]) / estimate.conversions
            unit = f"{estimate.currency} per incremental conversion"
            found.append(Estimate.from_draws("cost_per_conversion", per / draws, unit, of, per / removal))
    return tuple(found)


def _find(estimates: tuple[Estimate, ...], name: str, channel: str) -> Estimate | None:
    return next((e for e in estimates if e.name == name and e.of["channel"] == channel), None)


def _channel_table(estimate: Effectiveness, estimates: tuple[Estimate, ...]) -> Table:
    rows = []
    for k in estimate.order:
        name = estimate.channels[k]
        row: list[str | float | int | None] = [name, int(estimate.touches[k])]
        for kind in ("removal_effect", "markov_share", "shapley_share"):
            found = _find(estimates, kind, name)
            row += [found.value, found.low, found.high] if found else [None, None, None]
        cost = _find(estimates, "cost_per_conversion", name)
        row += [None if estimate.spent is None else float(estimate.spent[k])]
        row += [cost.value, cost.low, cost.high] if cost else [None, None, None]
        rows.append((*row, float(estimate.removal_2[k])))
    return Table(_CHANNEL_COLUMNS, tuple(rows))


def _rule_table(estimate: Effectiveness) -> Table:
    """Conversions that every rule gives to each channel, side by side."""
    markov = estimate.removal / estimate.removal.sum() * estimate.conversions
    credit = estimate.credit * estimate.conversions
    rows = tuple(
        (
            estimate.channels[k],
            *(float(estimate.rules[rule][k]) for rule in Rule),
            float(markov[k]),
            float(credit[k]) if np.isfinite(credit[k]) else None,
        )
        for k in estimate.order
    )
    return Table(_RULE_COLUMNS, rows)


def _levers(estimate: Effectiveness) -> tuple[Lever, ...]:
    return tuple(_lever(estimate, k) for k in estimate.order if estimate.removal[k] > 0)


def _lever(estimate: Effectiveness, k: int) -> Lever:
    """What goes with switching one channel off, as the paths see it."""
    lost = -estimate.conversions * estimate.removal_draws[:, k]
    of = {"channel": estimate.channels[k]}
    value = -float(estimate.conversions * estimate.removal[k])
    return Lever(
        "channel_effectiveness",
        phrase("{name} switched off", "{name} desligado", name=estimate.channels[k]),
        Estimate.from_draws("conversions", lost, "conversions in the period", of, value),
        Grade.ASSOCIATION,
        of,
        None if estimate.spent is None else -float(estimate.spent[k]),
    )


def _actions(estimate: Effectiveness, levers: tuple[Lever, ...]) -> tuple[Action, ...]:
    top = estimate.channels[estimate.order[0]]
    keep = phrase(
        "Keep {top} running while you change other channels: it stands on the way of {lost} of conversions.",
        "Mantenha {top} no ar enquanto mexe nos outros canais: {lost} das conversões passam por ele.",
        top=top,
        lost=_share(estimate.removal[estimate.order[0]]),
    )
    return (Action(keep, levers[0]), *_cost_action(estimate), _experiment(estimate))


def _cost_action(estimate: Effectiveness) -> tuple[Action, ...]:
    """A test between the cheapest and the dearest channel, where the draws agree which is which."""
    if estimate.spent is None:
        return ()
    paid = np.flatnonzero((estimate.spent > 0) & (estimate.removal > 0))
    if paid.size < 2:
        return ()
    costs = estimate.spent / np.maximum(estimate.removal, 1e-12) / max(estimate.conversions, 1)
    cheap, dear = (int(paid[pick(costs[paid])]) for pick in (np.argmin, np.argmax))
    draws = estimate.spent / np.maximum(estimate.removal_draws, 1e-12)
    if (draws[:, cheap] < draws[:, dear]).mean() < 0.9:
        return ()
    advice = phrase(
        "Try moving a little budget from {dear} to {cheap}: on the paths a further conversion costs {high} there "
        "and {low} here.",
        "Teste passar um pouco da verba de {dear} para {cheap}: nos caminhos, uma conversão a mais custa {high} "
        "no primeiro e {low} no segundo.",
        dear=estimate.channels[dear],
        cheap=estimate.channels[cheap],
        high=Number(costs[dear], Form.MONEY, estimate.currency),
        low=Number(costs[cheap], Form.MONEY, estimate.currency),
    )
    return (Action(advice),)


def _experiment(estimate: Effectiveness) -> Action:
    """An experiment on the channel that last touch and the paths judge most differently."""
    last = estimate.rules[Rule.LAST] / max(estimate.conversions, 1)
    markov = estimate.removal / estimate.removal.sum()
    k = int(np.argmax(np.abs(last - markov)))
    return Action(
        phrase(
            "Settle {name} by an experiment: last touch gives it {last} of conversions, the whole paths {markov}.",
            "Tire a dúvida sobre {name} com um experimento: o último contato lhe dá {last} das conversões; "
            "o caminho inteiro, {markov}.",
            name=estimate.channels[k],
            last=_share(last[k]),
            markov=_share(markov[k]),
        )
    )


def _proof(estimate: Effectiveness) -> Proof:
    proven = estimate.proven
    notes = () if proven else (_NO_BACKTEST,)
    return Proof(
        Diagnostics(Method.EXACT.value, effective_draws=float(DRAWS)),
        None if proven is None else _backtest(proven),
        parameters={"conversion": estimate.base},
        log_likelihood=estimate.log_likelihood,
        notes=(_PRIOR, *notes),
        details={"conversions": estimate.conversions, "conversion_value": estimate.value},
    )


def _backtest(proven: Proven) -> Backtest:
    return Backtest(
        "held-out log-likelihood per step",
        proven.order_1,
        proven.order_0,
        Phrase("Channels without their order", "Canais sem a ordem"),
        lower_is_better=False,
        details={
            "steps": proven.steps,
            "order_2": proven.order_2,
            "order_2_pays": proven.order_2 > proven.order_1,
        },
    )


def _caveats(estimate: Effectiveness) -> tuple[Phrase, ...]:
    found = [_ASSOCIATION, _MIDDLE]
    if estimate.settled:
        found.append(_RECENT)
    if estimate.proven is not None and estimate.proven.order_2 > estimate.proven.order_1:
        found.append(_ORDER_2)
    return tuple(found)


def figure(answer: Answer) -> Picture:
    """Removal effects with their intervals, the largest first."""
    effects = [e for e in answer.estimates if e.name == "removal_effect"]
    top = effects[0]
    title = phrase(
        "{name}: {value} of conversions need it",
        "{name}: {value} das conversões dependem dele",
        name=top.of["channel"],
        value=_share(top.value),
    )
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        title,
        Phrase(
            "Share of conversions whose path would break off without the channel; bands hold 50% and 90%",
            "Parcela das conversões cujo caminho se interromperia sem o canal; as faixas contêm 50% e 90%",
        ),
        phrase(
            "One row per channel, from {first} down to {last}, each with a point and its interval.",
            "Uma linha por canal, de {first} até {last}, cada uma com um ponto e seu intervalo.",
            first=top.of["channel"],
            last=effects[-1].of["channel"],
        ),
        tuple(_mark(e, i == 0) for i, e in enumerate(effects)),
        Phrase("Share of conversions", "Parcela das conversões"),
        Form.SHARE,
    )


def _mark(effect: Estimate, emphasis: bool) -> Mark:
    inner = effect.inner or (None, None)
    label = Phrase.same(effect.of["channel"])
    return Mark(effect.value, effect.low, effect.high, inner[0], inner[1], label, emphasis=emphasis)


def _no_conversions() -> Refusal:
    return Refusal(
        Phrase(
            "We cannot tell yet: without orders or converted leads no path is known to end well.",
            "Ainda não dá para dizer: sem pedidos nem leads convertidos, nenhum caminho tem final conhecido.",
        ),
        ("orders", "leads.person_id", "leads.converted_at"),
        Phrase(
            "Bring orders with the customer and the moment, or leads with person_id and converted_at.",
            "Traga os pedidos com cliente e momento, ou os leads com person_id e converted_at.",
        ),
    )


def _one_channel(names: tuple[str, ...]) -> Refusal:
    return Refusal(
        phrase(
            "There is nothing to compare: all touchpoints are of one channel{names}.",
            "Não há o que comparar: todos os pontos de contato são de um só canal{names}.",
            names=f" ({names[0]})" if names else "",
        ),
        ("touchpoints.channel",),
        Phrase(
            "Export touchpoints of every channel, visits that cost nothing included.",
            "Exporte os pontos de contato de todos os canais, inclusive as visitas que não custam nada.",
        ),
    )


def _too_few(converted: int) -> Refusal:
    return Refusal(
        phrase(
            "Only {found} paths end in a conversion; below {least} the channels cannot be told apart.",
            "Só {found} caminhos terminam em conversão; com menos de {least} não dá para distinguir os canais.",
            found=Number(converted, Form.COUNT),
            least=Number(LEAST_CONVERSIONS, Form.COUNT),
        ),
        ("touchpoints of people who converted",),
        Phrase(
            "Bring a longer period, and check that touchpoints and orders call the same person by the same id.",
            "Traga um período mais longo e confira se touchpoints e orders usam o mesmo código para a mesma pessoa.",
        ),
    )


_METHOD = Phrase(
    "Every person's touches before a conversion form a path, and so do touches that lead to none. "
    "From how often each channel follows another we compute exactly how many conversions would break off if a "
    "channel's touches led nowhere (Markov), and how conversions divide fairly among the channels met (Shapley). "
    "Intervals come from how often each step was seen.",
    "Os contatos de cada pessoa antes de uma conversão formam um caminho, e os que não levam a nada também. "
    "Pela frequência com que um canal segue outro, calculamos exatamente quantas conversões se perderiam se um canal "
    "não levasse a lugar nenhum (Markov) e como dividir as conversões com justiça entre os canais (Shapley). "
    "Os intervalos vêm de quantas vezes cada passo foi visto.",
)
_PRIOR = Phrase(
    "Prior: each channel's onward steps are Dirichlet, with the weight of one step spread as all channels' steps are.",
    "A priori: os passos de cada canal são Dirichlet, com o peso de um passo, repartido como os de todos os canais.",
)
_NO_BACKTEST = Phrase(
    "No back-test: there are fewer than thirty conversions before or after the cut in time.",
    "Sem teste no passado: há menos de trinta conversões antes ou depois do corte no tempo.",
)
_ASSOCIATION = Phrase(
    "Paths show what goes with conversions, not what brings them about: where a media mix or an experiment speaks of a "
    "channel, believe that first.",
    "Caminhos mostram o que acompanha as conversões, não o que as provoca: se um modelo de mídia ou um experimento "
    "falar do canal, acredite nele primeiro.",
)
_MIDDLE = Phrase(
    "In the W rule the middle touch stands for the one that made the lead, which the paths do not tell.",
    "Na regra W, o toque do meio representa o que gerou o lead, que os caminhos não revelam.",
)
_RECENT = Phrase(
    "Touches of the last thirty days count by the rules only: their paths have not had time to end.",
    "Os contatos dos últimos trinta dias só entram nas regras: seus caminhos ainda não tiveram tempo de terminar.",
)
_ORDER_2 = Phrase(
    "The place before the last matters too: the table also shows removal effects when two places are remembered.",
    "O penúltimo contato também importa: a tabela mostra ainda o efeito de remoção com dois contatos na memória.",
)
_REFERENCES = (
    "Anderl, Becker, von Wangenheim & Schumann 2016, Mapping the customer journey",
    "Zhao, Mahboobi & Bagheri 2018, Shapley value methods for attribution modeling in online advertising",
)
_LOW, _HIGH = Phrase("from", "de"), Phrase("to", "até")
_CHANNEL_COLUMNS: Mapping[str, Phrase] = {
    "channel": Phrase("Channel", "Canal"),
    "touches": Phrase("Touches", "Contatos"),
    "removal_effect": Phrase("Removal effect", "Efeito de remoção"),
    "removal_low": _LOW,
    "removal_high": _HIGH,
    "markov_share": Phrase("Share (Markov)", "Parcela (Markov)"),
    "markov_low": _LOW,
    "markov_high": _HIGH,
    "shapley_share": Phrase("Share (Shapley)", "Parcela (Shapley)"),
    "shapley_low": _LOW,
    "shapley_high": _HIGH,
    "spent": Phrase("Cost", "Custo"),
    "cost_per_conversion": Phrase("Cost per further conversion", "Custo por conversão a mais"),
    "cost_low": _LOW,
    "cost_high": _HIGH,
    "removal_effect_2": Phrase("Removal effect, two places back", "Efeito de remoção, dois contatos atrás"),
}
_RULE_COLUMNS: Mapping[str, Phrase] = {
    "channel": Phrase("Channel", "Canal"),
    "first": Phrase("First touch", "Primeiro contato"),
    "last": Phrase("Last touch", "Último contato"),
    "linear": Phrase("Linear", "Linear"),
    "u_shaped": Phrase("U (40-20-40)", "U (40-20-40)"),
    "w_shaped": Phrase("W (30-30-30-10)", "W (30-30-30-10)"),
    "time_decay": Phrase("Time decay (7 days)", "Decaimento (7 dias)"),
    "markov": Phrase("Markov", "Markov"),
    "shapley": Phrase("Shapley", "Shapley"),
}
