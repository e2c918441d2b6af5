"""The market direction room in words: what gains, what loses, what the market does, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Action, Answer, Diagnostics, Evidence, Grade, Lever, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.inference.posterior import Method
from corrente.upstream.market_direction.estimate import Direction, Part
from corrente.upstream.market_direction.names import part
from corrente.upstream.market_direction.plan import QUESTION
from corrente.upstream.market_direction.sales import OTHER
from corrente.upstream.market_direction.tables import tables

MOST_WORDS = 25
_CLAIMED = 0.75


def answer(estimate: Direction) -> Answer:
    """The answer in words."""
    lever = _lever(estimate)
    parts = [e for part in estimate.parts for e in (part.growth, part.share_now, part.share_ahead)]
    return Answer(
        QUESTION,
        Status.ANSWERED,
        next(said for said in _headlines(estimate) if _is_short(said)),
        (estimate.growth, *parts),
        tables(estimate),
        tuple(_actions(estimate, lever)),
        (lever,),
        _proof(estimate),
        _METHOD,
        Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _gainers(estimate: Direction) -> list[Part]:
    """Named parts that probably outgrow the market, the largest gain of share first."""
    return [p for p in estimate.leading if p.outgrows >= _CLAIMED and p.name != OTHER]


def _losers(estimate: Direction) -> list[Part]:
    """Named parts that probably fall behind it, the largest loss of share first."""
    return [p for p in reversed(estimate.leading) if p.outgrows <= 1 - _CLAIMED and p.name != OTHER]


def _headlines(estimate: Direction) -> Iterator[Phrase]:
    """From the fullest to the shortest."""
    gainers, losers = _gainers(estimate), _losers(estimate)
    for but in (_but(estimate), _but(estimate, short=True)):
        if gainers:
            yield from _gaining(gainers[0], but)
        elif losers:
            yield from _losing(losers[0], but)
        growth = estimate.growth
        yield phrase(
            "Sales will move by {growth} in 12 months ({low}% to {high}%); no part clearly outgrows the rest{but}.",
            "As vendas devem variar {growth} em 12 meses ({low}% a {high}%); nada se destaca claramente{but}.",
            growth=Number(growth.value, Form.SHARE), low=_percent(growth.low), high=_percent(growth.high), but=but,
        )  # fmt: skip


def _shares(moved: Part) -> dict[str, Number]:
    return {
        "before": Number(moved.share_before, Form.SHARE),
        "after": Number(moved.share_ahead.value, Form.SHARE),
        "low": _percent(moved.share_ahead.low),
        "high": _percent(moved.share_ahead.high),
    }


def _losing(worst: Part, but: Phrase) -> Iterator[Phrase]:
    for name in (part(worst.name), phrase("One part", "Uma das partes")):
        yield phrase(
            "{name} {sure} falls behind the market: from {before} to {after} of sales in 12 months "
            "({low}% to {high}%){but}.",
            "{name} {sure} cresce menos que o mercado: de {before} para {after} das vendas em 12 meses "
            "({low}% a {high}%){but}.",
            name=name, sure=certainty(1 - worst.outgrows), but=but, **_shares(worst),
        )  # fmt: skip


def _gaining(best: Part, but: Phrase) -> Iterator[Phrase]:
    for name in (part(best.name), phrase("One part", "Uma das partes")):
        yield phrase(
            "{name} {sure} outgrows the market: from {before} to {after} of sales in 12 months "
            "({low}% to {high}%){but}.",
            "{name} {sure} cresce mais que o mercado: de {before} para {after} das vendas em 12 meses "
            "({low}% a {high}%){but}.",
            name=name, sure=certainty(best.outgrows), but=but, **_shares(best),
        )  # fmt: skip


def _but(estimate: Direction, short: bool = False) -> Phrase:
    if estimate.backtest.beats_baseline:
        return phrase("", "")
    if short:
        return phrase("; last year predicts better", "; o ano anterior prevê melhor")
    return phrase("; {naive} forecast better", "; {naive} previu melhor", naive=estimate.backtest.baseline_name)


def _percent(share: float) -> Number:
    return Number(100 * share)


def _lever(estimate: Direction) -> Lever:
    return Lever(
        "market_growth",
        phrase("sales going on as they have been", "vendas seguindo como vêm"),
        estimate.growth,
        Grade.ASSUMPTION,
    )


def _actions(estimate: Direction, lever: Lever) -> Iterator[Action]:
    gainers, losers = _gainers(estimate), _losers(estimate)
    if gainers:
        yield Action(_moved(
            gainers[0],
            "Look first for offers in {name}: sales there are expected to move by {growth} in 12 months "
            "({low}% to {high}%).",
            "Olhe primeiro para ofertas em {name}: as vendas ali devem variar {growth} em 12 meses ({low}% a {high}%).",
        ))  # fmt: skip
    if losers:
        yield Action(_moved(
            losers[0],
            "Question new money for {name}: it falls behind, with {growth} in 12 months ({low}% to {high}%).",
            "Questione novos investimentos em {name}: fica para trás, com {growth} em 12 meses ({low}% a {high}%).",
        ))  # fmt: skip
    growth = estimate.growth
    yield Action(
        phrase(
            "Plan on sales of {value} in the next 12 months, {growth} against the last ({low}% to {high}%).",
            "Conte com vendas de {value} nos próximos 12 meses, {growth} ante os últimos ({low}% a {high}%).",
            value=Number(_last_year(estimate) * (1 + growth.value), Form.MONEY, estimate.plan.currency),
            growth=Number(growth.value, Form.SHARE),
            low=_percent(growth.low),
            high=_percent(growth.high),
        ),
        lever,
    )


def _moved(moved: Part, en: str, pt: str) -> Phrase:
    growth = moved.growth
    return phrase(
        en, pt, name=part(moved.name), growth=Number(growth.value, Form.SHARE),
        low=_percent(growth.low), high=_percent(growth.high),
    )  # fmt: skip


def _last_year(estimate: Direction) -> float:
    return sum([month.sold for month in estimate.months if month.sold is not None][-12:])


def _proof(estimate: Direction) -> Proof:
    details = estimate.backtest.details
    note = phrase(
        "Forecast {months} months ahead from {origins} earlier days; {held} of the months fell into the 90% intervals.",
        "Previsão de {months} meses a partir de {origins} datas passadas; {held} deles caíram nos intervalos de 90%.",
        months=Number(float(details["months_held_out"]), Form.COUNT),
        origins=Number(float(details["origins"]), Form.COUNT),
        held=Number(float(details["share_within_90"]), Form.SHARE),
    )
    return Proof(
        Diagnostics(Method.EXACT.value, effective_draws=estimate.effective),
        estimate.backtest,
        time_unit="months",
        notes=(note,),
        details={"months": float(estimate.plan.months.size)},
    )


def _caveats(estimate: Direction) -> Iterator[Phrase]:
    if estimate.plan.table == "orders":
        yield phrase(
            "These are the company's own orders: they show where its sales move, not where the market moves.",
            "São os pedidos da própria empresa: mostram para onde vão as vendas dela, não o mercado.",
        )
    if estimate.plan.months.size < 24:
        yield phrase(
            "Less than two years: a season cannot be told from a trend yet, and the intervals are wide for it.",
            "Menos de dois anos: sazonalidade e tendência ainda se confundem, e por isso os intervalos são largos.",
        )
    if estimate.filled:
        yield phrase(
            "{n} months without sales of a part were taken as half of its smallest month.",
            "{n} meses sem vendas de alguma parte contam como metade do seu menor mês.",
            n=Number(estimate.filled, Form.COUNT),
        )
    yield phrase(
        "A forecast carries on what has been: it knows of no launch, price or law to come.",
        "A previsão prolonga o que vem acontecendo: não sabe de lançamento, preço ou lei por vir.",
    )
    yield phrase(
        "Sales are in the money of each month, inflation included.",
        "As vendas estão em valores de cada mês, com inflação.",
    )


_METHOD = phrase(
    "Monthly sales are split into a trend that may bend, a season and noise; shares move in the same way and always "
    "make up the whole. Every trend and season that fits was weighed by how well it fits. The months held out were "
    "forecast from the past alone, beside the same months of the year before.",
    "As vendas mensais são separadas em tendência, que pode mudar, sazonalidade e ruído; as parcelas se movem do mesmo "
    "modo e sempre somam o todo. Cada tendência e sazonalidade possível pesou conforme o ajuste. Os meses reservados "
    "foram previstos só com o passado, ao lado dos mesmos meses do ano anterior.",
)
_REFERENCES = (
    "Harvey 1989, Forecasting, Structural Time Series Models and the Kalman Filter",
    "Gardner & McKenzie 1985, Forecasting trends in time series",
    "Aitchison 1986, The Statistical Analysis of Compositional Data",
    "Hyndman & Koehler 2006, Another look at measures of forecast accuracy",
)
