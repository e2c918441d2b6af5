"""The acquisition room in words: what goes with which channel, where the next money does most, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corrente.core.answer import Action, Answer, Diagnostics, Estimate, Evidence, Grade, Lever, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.downstream.acquisition.estimate import Acquisition
from corrente.downstream.acquisition.paths import disagreement
from corrente.downstream.acquisition.plan import QUESTION
from corrente.downstream.acquisition.split import LEAST, MOST, RISE, Split
from corrente.downstream.acquisition.tables import estimates_of, tables
from corrente.downstream.acquisition.weeks import name_of
from corrente.inference.media_mix import Adstock, Saturation

MOST_WORDS = 25
_MORE = 0.1  # of a channel's spend: the step of its lever
_SURE = 0.9


def answer(estimate: Acquisition) -> Answer:
    """The answer in words."""
    levers = tuple(_lever(estimate, k) for k in estimate.order if estimate.weekly[k] > 0)
    return Answer(
        QUESTION,
        Status.ANSWERED,
        next(said for said in _headlines(estimate) if _is_short(said)),
        estimates_of(estimate),
        tables(estimate),
        tuple(_actions(estimate))[:3],
        levers,
        _proof(estimate),
        _METHOD,
        Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _headlines(estimate: Acquisition) -> Iterator[Phrase]:
    """From the fullest to the shortest."""
    shares = estimate.contribution / estimate.total
    top, low_high = estimate.order[0], np.quantile(shares[:, estimate.order[0]], [0.05, 0.95])
    values = {
        "share": Number(float(shares[:, top].mean()), Form.SHARE),
        "low": Number(100 * float(low_high[0])),
        "high": Number(100 * float(low_high[1])),
        "base": Number(float(estimate.base.mean()) / estimate.total, Form.SHARE),
    }
    for name in (name_of(estimate.weeks.channels[top]), phrase("one channel", "um canal")):
        for but in (_but(estimate), _but(estimate, short=True)):
            if len(estimate.order) > 1:
                second = estimate.order[1]
                sure = certainty(float((shares[:, top] > shares[:, second]).mean()))
                yield phrase(
                    "{sure} {name} counts most: {share} of the outcome goes with it ({low}% to {high}%); "
                    "{base} comes anyway{but}.",
                    "{sure} {name} pesa mais: {share} do resultado o acompanha ({low}% a {high}%); "
                    "{base} viria mesmo sem mídia{but}.",
                    sure=_capital(sure), name=name, but=but, **values,
                )  # fmt: skip
            yield phrase(
                "{share} of the outcome goes with {name} ({low}% to {high}%); {base} comes anyway{but}.",
                "{share} do resultado acompanha {name} ({low}% a {high}%); {base} viria de qualquer forma{but}.",
                name=name, but=but, **values,
            )  # fmt: skip


def _capital(said: Phrase) -> Phrase:
    return Phrase(said.en[:1].upper() + said.en[1:], said.pt[:1].upper() + said.pt[1:])


def _but(estimate: Acquisition, short: bool = False) -> Phrase:
    if estimate.backtest.beats_baseline:
        return phrase("", "")
    if short:
        return phrase("; the past predicts better", "; o passado prevê melhor")
    return phrase("; {naive} forecast better", "; {naive} previram melhor", naive=estimate.backtest.baseline_name)


def _lever(estimate: Acquisition, k: int) -> Lever:
    """A tenth more money for one channel, by its return at the margin."""
    money = _MORE * float(estimate.weekly[k])
    name = estimate.weeks.channels[k]
    unit = f"{_unit(estimate)} a week"
    return Lever(
        "acquisition",
        phrase("a tenth more for {name}", "um décimo a mais para {name}", name=name_of(name)),
        Estimate.from_draws("outcome", money * estimate.marginal[:, k], unit, {"channel": name}),
        Grade.QUASI if k in estimate.tested else Grade.ASSOCIATION,
        {"channel": name},
        money,
    )


def _unit(estimate: Acquisition) -> str:
    return estimate.plan.currency if estimate.plan.is_money else estimate.plan.metric or "outcome"


def _actions(estimate: Acquisition) -> Iterator[Action]:
    if estimate.split is not None:
        yield Action(_move(estimate, estimate.split))
    yield Action(_test(estimate))
    weak = _weakest(estimate)
    if weak is not None:
        yield Action(weak)


def _money(estimate: Acquisition, value: float) -> Number:
    return Number(value, Form.MONEY, estimate.plan.currency)


def _outcome(estimate: Acquisition, value: float) -> Number:
    return _money(estimate, value) if estimate.plan.is_money else Number(value)


def _move(estimate: Acquisition, found: Split) -> Phrase:
    """Move money where the best split probably gains; else leave it."""
    change = found.best - found.now
    giver, taker = int(np.argmin(change)), int(np.argmax(change))
    low, high = np.quantile(found.gain, [0.05, 0.95])
    values: dict[str, Number | Phrase] = {
        "money": _money(estimate, float(change[taker])),
        "giver": name_of(estimate.weeks.channels[giver]),
        "taker": name_of(estimate.weeks.channels[taker]),
        "gain": _outcome(estimate, float(found.gain.mean())),
        "low": _outcome(estimate, float(low)),
        "high": _outcome(estimate, float(high)),
        "sure": certainty(found.gains),
    }
    if found.gains < 0.75 or change[taker] <= 0:
        return phrase(
            "Keep the split as it is: within half to one and a half times today's money no other is known to gain "
            "(best guess {gain} a week, {low} to {high}).",
            "Mantenha a divisão atual: entre metade e uma vez e meia a verba de hoje, nenhuma outra ganha com "
            "segurança (melhor estimativa {gain} por semana, {low} a {high}).",
            **values,
        )
    return phrase(
        "Move money within limits, most from {giver} to {taker} ({money} a week more there): {sure} a gain, {gain} a "
        "week ({low} to {high}).",
        "Mova verba dentro dos limites, sobretudo de {giver} para {taker} (mais {money} por semana ali): {sure} há "
        "ganho, {gain} por semana ({low} a {high}).",
        **values,
    )


def _test(estimate: Acquisition) -> Phrase:
    """A lift test where most money hangs on what the weeks do not know."""
    doubt = [k for pair in estimate.blurred for k in pair if k not in estimate.tested]
    untested = doubt or [k for k in estimate.order if k not in estimate.tested] or estimate.order
    spreads = estimate.marginal.std(axis=0) * estimate.weekly
    k = max(untested, key=lambda place: (np.nan_to_num(spreads[place]), -place))
    low, high = np.quantile(estimate.contribution[:, k] / estimate.spent[k], [0.05, 0.95])
    return phrase(
        "Run a lift test on {name}: between {low} and {high} go with each {unit} spent, and only an experiment narrows "
        "that.",
        "Faça um teste de incrementalidade em {name}: entre {low} e {high} acompanham cada {unit} investido, e só um "
        "experimento reduz essa dúvida.",
        name=name_of(estimate.weeks.channels[k]),
        low=_outcome(estimate, float(low)),
        high=_outcome(estimate, float(high)),
        unit=_money(estimate, 1.0),
    )


def _weakest(estimate: Acquisition) -> Phrase | None:
    """Where the outcome is money: the channel whose next money very probably comes back as less than itself."""
    if not estimate.plan.is_money:
        return None
    short = (estimate.marginal < 1).mean(axis=0)
    losing = [k for k in estimate.order if estimate.weekly[k] > 0 and short[k] >= _SURE]
    if not losing:
        return None
    k = max(losing, key=lambda place: float(estimate.weekly[place]))
    return phrase(
        "Question the next money for {name}: {sure} less goes with each further {unit} than it costs ({value}, at most "
        "{high}), margins not yet counted.",
        "Questione mais verba para {name}: {sure} cada {unit} a mais vem com um retorno menor que o custo ({value}, no "
        "máximo {high}), ainda sem contar a margem.",
        name=name_of(estimate.weeks.channels[k]),
        sure=certainty(float(short[k])),
        unit=_money(estimate, 1.0),
        value=_money(estimate, float(estimate.marginal[:, k].mean())),
        high=_money(estimate, float(np.quantile(estimate.marginal[:, k], 0.95))),
    )


def _proof(estimate: Acquisition) -> Proof:
    details = estimate.backtest.details
    notes = [
        phrase(
            "The last {weeks} weeks were forecast from those before and from what was spent; {held} of them fell into "
            "the 90% intervals.",
            "As últimas {weeks} semanas foram previstas com as anteriores e com o que se gastou; {held} caíram nos "
            "intervalos de 90%.",
            weeks=Number(float(details["weeks_held_out"]), Form.COUNT),
            held=Number(float(details["share_within_90"]), Form.SHARE),
        ),
        _SHAPES[estimate.fitted.shape.adstock],
        _SHAPES[estimate.fitted.shape.saturation],
    ]
    if estimate.split is not None:
        notes.append(
            phrase(
                "Target of the safe split: {rise} more from the channels than is expected now; its chance is {now} "
                "now, {best} with the best and {safe} with the safe split.",
                "Meta da divisão segura: {rise} a mais dos canais do que se espera hoje; a chance é {now} hoje, {best} "
                "com a melhor divisão e {safe} com a segura.",
                rise=Number(RISE, Form.SHARE),
                **{
                    k: Number(v, Form.SHARE)
                    for k, v in zip(("now", "best", "safe"), estimate.split.chances, strict=True)
                },
            )
        )
    return Proof(
        Diagnostics(estimate.fitted.method.value, estimate.fitted.pareto_k, estimate.fitted.effective),
        estimate.backtest,
        time_unit="weeks",
        notes=tuple(notes),
        details={
            "weeks": float(estimate.plan.weeks),
            "regions": float(max(len(estimate.weeks.regions), 1)),
            "lift_tests": float(len(estimate.weeks.data.lifts)),
            "adstock": estimate.fitted.shape.adstock.value,
            "saturation": estimate.fitted.shape.saturation.value,
        },
    )


def _caveats(estimate: Acquisition) -> Iterator[Phrase]:
    names = estimate.weeks.channels
    if estimate.blurred:
        i, j = estimate.blurred[0]
        yield phrase(
            "The weeks cannot tell {one} from {other}: they go up and down together, so their sum is known better than "
            "either ({pairs} such pairs in all).",
            "As semanas não distinguem {one} de {other}: sobem e descem juntos, e a soma é mais conhecida que cada um "
            "({pairs} pares assim no total).",
            one=name_of(names[i]),
            other=name_of(names[j]),
            pairs=Number(len(estimate.blurred), Form.COUNT),
        )
    apart = disagreement(estimate.paths)
    if apart is not None:
        yield apart
    if len(estimate.tested) < len(names):
        yield _ASSOCIATION
    yield phrase(
        "Splits stay between {least} and {most} times today's money per channel, spent evenly over the weeks: further "
        "out the data have not looked.",
        "As divisões ficam entre {least} e {most} vezes a verba atual de cada canal, gasta por igual nas semanas: além "
        "disso, os dados não viram.",
        least=Number(LEAST),
        most=Number(MOST),
    )
    if estimate.plan.weeks < 104:
        yield phrase(
            "Less than two years: what comes every year can hardly be parted from what was spent then.",
            "Menos de dois anos: o que se repete todo ano quase não se separa do que se gastou naquela época.",
        )


_METHOD = phrase(
    "Weekly outcomes are split into what would have come anyway (level, trend, season, holidays, controls) and what "
    "goes with each channel's spend, which works on for some weeks and saturates. Of several carry-overs and "
    "saturations the one that fits best was taken. Lift tests, where there are any, count as further observations of "
    "their channel.",
    "Os resultados semanais são separados entre o que viria de qualquer forma (nível, tendência, sazonalidade, "
    "feriados, controles) e o que acompanha o gasto de cada canal, que age por algumas semanas e satura. De vários "
    "efeitos residuais e saturações, vale a combinação que melhor se ajusta. Testes de incrementalidade contam como "
    "observações a mais do seu canal.",
)
_SHAPES = {
    Adstock.GEOMETRIC: phrase(
        "An effect is strongest at once and fades by a constant share a week.",
        "O efeito é mais forte logo e diminui numa proporção constante por semana.",
    ),
    Adstock.DELAYED: phrase(
        "An effect is strongest some weeks after the spend.", "O efeito é mais forte algumas semanas após o gasto."
    ),
    Saturation.LOGISTIC: phrase(
        "Each further unit of money does less than the one before.",
        "Cada unidade a mais de dinheiro rende menos que a anterior.",
    ),
    Saturation.HILL: phrase(
        "Money may need a certain amount before it works, then does less and less.",
        "O dinheiro pode precisar de um mínimo para funcionar; depois rende cada vez menos.",
    ),
}
_ASSOCIATION = phrase(
    "Without a lift test this is what goes with spend, not what follows from it: a budget raised because sales were "
    "expected to rise looks better than it is.",
    "Sem teste de incrementalidade, isto é o que acompanha o gasto, não o que decorre dele: uma verba aumentada porque "
    "se esperavam mais vendas parece melhor do que é.",
)
_REFERENCES = (
    "Jin, Wang, Sun, Chan & Koehler 2017, Bayesian methods for media mix modeling with carryover and shape effects",
    "Chan & Perry 2017, Challenges and opportunities in media mix modeling",
    "Cornuet, Marin, Mira & Robert 2012, Adaptive multiple importance sampling",
    "Vehtari, Simpson, Gelman, Yao & Gabry 2024, Pareto smoothed importance sampling",
    "Gordon, Zettelmeyer, Bhargava & Chapsky 2019, A comparison of approaches to advertising measurement",
)
