"""The win rate room in words: the rate, what goes with winning, what to try, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Action, Answer, Diagnostics, Evidence, Grade, Lever, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.upstream.win_rate.backtest import Split
from corrente.upstream.win_rate.deals import NOTHING
from corrente.upstream.win_rate.estimate import Driver, WinRate
from corrente.upstream.win_rate.names import beside, column, group, level
from corrente.upstream.win_rate.plan import QUESTION
from corrente.upstream.win_rate.tables import tables

MOST_WORDS = 25
_CLAIMED, _SURE = 0.75, 0.95
_SMALLEST_PART = 50  # a level that fewer than a fiftieth of the deals have is nothing to steer by

Contrast = tuple[Driver, Driver, float]


def answer(estimate: WinRate) -> Answer:
    """The answer in words: the rate, what goes with winning, what to move, and how we know."""
    contrasts = _contrasts(estimate)
    levers = tuple(_levers(contrasts))
    effects = tuple(driver.effect for driver in estimate.drivers)
    expected = (estimate.expected_wins,) if estimate.expected_wins else ()
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(estimate, contrasts),
        estimates=(*estimate.rates, *effects, *expected),
        tables=tables(estimate),
        actions=tuple(_action(lever, _alike(estimate)) for lever in levers[:3]),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _contrasts(estimate: WinRate) -> list[Contrast]:
    """Per covariate its best level, its worst, and the probability that the best is better; widest gap first."""
    found = []
    enough = (estimate.overall.observed or {})["closed"] / _SMALLEST_PART
    drivers = [d for d in estimate.drivers if d.level != NOTHING and d.closed >= enough]
    for name in dict.fromkeys(driver.covariate for driver in drivers):
        ranked = sorted((d for d in drivers if d.covariate == name), key=lambda d: d.effect.value)
        if len(ranked) > 1:
            found.append((ranked[-1], ranked[0], float((ranked[-1].draws > ranked[0].draws).mean())))
    return sorted(found, key=lambda c: c[1].effect.value - c[0].effect.value)


def _headline(estimate: WinRate, contrasts: list[Contrast]) -> Phrase:
    """The first of the candidates that is short enough, however long the names in the data are."""
    return next(said for said in _headlines(estimate, contrasts) if _is_short(said))


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _headlines(estimate: WinRate, contrasts: list[Contrast]) -> Iterator[Phrase]:
    """From the fullest to the shortest."""
    rate = _rate(estimate)
    clear = [contrast for contrast in contrasts if contrast[2] >= _CLAIMED]
    if not estimate.backtest.beats_baseline:
        yield phrase(
            "{rate}; on unseen deals the model predicts no better than {baseline}.",
            "{rate}; em negócios não vistos, o modelo não prevê melhor que {baseline}.",
            rate=rate,
            baseline=estimate.backtest.baseline_name,
        )
        yield phrase(
            "{rate}; the model predicts unseen deals no better than one column alone.",
            "{rate}; o modelo não prevê negócios não vistos melhor que uma só coluna.",
            rate=rate,
        )
    elif clear:
        yield from _compared(rate, clear[0], _alike(estimate))
    else:
        yield phrase(
            "{rate}; no group clearly wins more often than another yet.",
            "{rate}; ainda nenhum grupo ganha claramente mais que outro.",
            rate=rate,
        )


def _rate(estimate: WinRate) -> Phrase:
    share = Number(estimate.overall.value, Form.EXACT_SHARE)
    if estimate.losses_known:
        return phrase("Win rate: {share}", "Taxa de ganho: {share}", share=share)
    return phrase("Win rate so far: {share}", "Taxa de ganho até agora: {share}", share=share)


def _alike(estimate: WinRate) -> Phrase:
    """That deals are compared with others alike in the rest, where there is a rest."""
    return phrase(" all else alike,", " tudo o mais igual,") if len(estimate.scales) > 1 else phrase("", "")


def _compared(rate: Phrase, contrast: Contrast, alike: Phrase) -> Iterator[Phrase]:
    best, worst, probability = contrast
    sure, gap = certainty(probability), Number(best.effect.value - worst.effect.value, Form.POINTS)
    for said in (alike, phrase("", "")):
        yield phrase(
            "{rate};{alike} it is {sure} higher with {best} than with {worst}, by {gap}.",
            "{rate};{alike} {sure} é maior com {best} que com {worst} ({gap}).",
            rate=rate, alike=said, sure=sure, gap=gap,
            best=group(best.covariate, best.level), worst=beside(worst.covariate, worst.level),
        )  # fmt: skip
    yield phrase(
        "{rate}; it is {sure} higher with {best} than with others.",
        "{rate}; {sure} é maior com {best} que com os demais.",
        rate=rate, sure=sure, best=group(best.covariate, best.level),
    )  # fmt: skip
    yield phrase(
        "{rate}; between the values of one column it {sure} differs by {gap}.",
        "{rate}; entre os valores de uma coluna, {sure} varia {gap}.",
        rate=rate, sure=sure, gap=gap,
    )  # fmt: skip


def _levers(contrasts: list[Contrast]) -> Iterator[Lever]:
    """The best level of each movable column that is surely (.95) better than average, largest total gain first.

    The gain is what all deals at that level would show: its effect. The competitor is nothing one can choose.
    """
    best = [contrast[0] for contrast in contrasts if contrast[0].covariate != "competitor"]
    sure = [driver for driver in best if float((driver.draws > 0).mean()) >= _SURE]
    for driver in sorted(sure, key=lambda d: -d.effect.value):
        change = phrase(
            "more deals with {group}", "mais negócios com {group}", group=group(driver.covariate, driver.level)
        )
        yield Lever("win_rate", change, driver.effect, Grade.ASSOCIATION, {driver.covariate: driver.level})


def _action(lever: Lever, alike: Phrase) -> Action:
    """What to try: learn from the owner who wins most, else look for such deals."""
    (name, value), *_ = lever.of.items()
    if name == "owner":
        start = phrase("See what {who} does differently", "Veja o que {who} faz de diferente", who=level(name, value))
    else:
        start = phrase("Look for more deals with {group}", "Busque mais negócios com {group}", group=group(name, value))
    advice = phrase(
        "{start}:{alike} these deals have a win rate {gain} above the average ({low} to {high}).",
        "{start}:{alike} a taxa de ganho desses negócios fica {gain} acima da média (de {low} a {high}).",
        start=start,
        alike=alike,
        gain=Number(lever.effect.value, Form.POINTS),
        low=Number(100 * lever.effect.low),
        high=Number(100 * lever.effect.high),
    )
    return Action(advice, lever)


def _proof(estimate: WinRate) -> Proof:
    fit = estimate.fit
    return Proof(
        Diagnostics(fit.method.value, fit.pareto_k, fit.effective),
        estimate.backtest,
        {"intercept": float(fit.coefficients[:, 0].mean()), **{f"tau_{k}": v for k, v in estimate.scales.items()}},
        estimate.log_likelihood,
        notes=(_TESTED[Split(str(estimate.backtest.details["kind"]))],),
    )


_TESTED = {
    Split.TIME: phrase(
        "Tested in time: fitted to what was known on an earlier day, scored on the deals that came after it. The area "
        "under the curve is the chance that a won deal was scored above a lost one.",
        "Teste no tempo: ajustado ao que se sabia em um dia anterior e avaliado nos negócios que vieram depois. A área "
        "sob a curva é a chance de um negócio ganho ter nota maior que um perdido.",
    ),
    Split.FOLDS: phrase(
        "Tested by stratified 10-fold cross-validation: the deals are dealt at random into ten parts with equal win "
        "rates, and each part is scored by a model fitted to the other nine. The area under the curve (the chance that "
        "a won deal is scored above a lost one) is the mean of the ten parts.",
        "Teste por validação cruzada estratificada em 10 partes: os negócios são sorteados em dez partes com a mesma "
        "taxa de ganho, e cada uma é avaliada por um modelo ajustado às outras nove. A área sob a curva (a chance de "
        "um negócio ganho ter nota maior que um perdido) é a média das dez partes.",
    ),
    Split.REPEATED: phrase(
        "Tested by stratified 10-fold cross-validation, five times over: the deals are dealt at random into ten parts "
        "with equal win rates, and each part is scored by a model fitted to the other nine. The area under the curve "
        "(the chance that a won deal is scored above a lost one) is the mean of the fifty parts.",
        "Teste por validação cruzada estratificada em 10 partes, repetida cinco vezes: os negócios são sorteados em "
        "dez partes com a mesma taxa de ganho, e cada uma é avaliada por um modelo ajustado às outras nove. A área sob "
        "a curva (a chance de um negócio ganho ter nota maior que um perdido) é a média das cinquenta partes.",
    ),
}


def _caveats(estimate: WinRate) -> Iterator[Phrase]:
    if not estimate.losses_known:
        yield phrase(
            "No deal is marked as lost, so every deal that is not won yet counts as not won.",
            "Nenhum negócio está marcado como perdido: todo negócio ainda não ganho conta como não ganho.",
        )
    if estimate.repeated:
        yield phrase(
            "{n} rows repeat another row exactly; they are counted, because no id tells whether they are one deal.",
            "{n} linhas são idênticas a outra; contam, porque nenhum id diz se são o mesmo negócio.",
            n=estimate.repeated,
        )
    if estimate.echoes:
        yield phrase(
            "Left out, because they seem to be filled in only once the outcome is known: {names}.",
            "Ficaram de fora, porque parecem preenchidas só depois do desfecho: {names}.",
            names=_listed(estimate.echoes),
        )
    if estimate.drivers:
        yield phrase(
            "The differences go with winning; only an experiment can say what they would change.",
            "As diferenças acompanham a vitória; só um experimento diz o que elas mudariam.",
        )


def _listed(names: tuple[str, ...]) -> Phrase:
    """Names one after another, each as `column` says it."""
    places = {f"n{i}": column(name) for i, name in enumerate(names)}
    template = ", ".join(f"{{{place}}}" for place in places)
    return Phrase(template, template, places)


_METHOD = phrase(
    "Win rates are plain shares of the closed deals. What goes with winning is compared between deals alike in "
    "everything else, and groups with few deals are drawn towards the average. The chances of open deals also follow "
    "from how long they have waited. The model was tested on deals it had not seen.",
    "As taxas de ganho são proporções simples dos negócios fechados. O que acompanha a vitória é comparado entre "
    "negócios parecidos em todo o resto, e grupos com poucos negócios são puxados para a média. As chances dos "
    "negócios abertos também levam em conta há quanto tempo eles esperam. O modelo foi testado em "
    "negócios que não tinha visto.",
)
_REFERENCES = (
    "Brown, Cai & DasGupta 2001, Interval estimation for a binomial proportion",
    "Gelman & Hill 2007, Data Analysis Using Regression and Multilevel/Hierarchical Models",
    "Gelman & Pardoe 2007, Average predictive comparisons",
    "Kalbfleisch & Prentice 2002, The Statistical Analysis of Failure Time Data",
    "Vehtari, Simpson, Gelman, Yao & Gabry 2024, Pareto smoothed importance sampling",
)
