"""The solutions room in words: what to offer at what price, what features are worth, and how we know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corrente.core.answer import (
    Action,
    Answer,
    Diagnostics,
    Estimate,
    Evidence,
    Grade,
    Lever,
    Proof,
    Status,
)  # fmt: skip
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.inference.posterior import Method
from corrente.upstream.solutions.coding import MAX_LEVELS
from corrente.upstream.solutions.estimate import Preferences, Solutions
from corrente.upstream.solutions.plan import MAX_RESPONDENTS, QUESTION
from corrente.upstream.solutions.survey import Survey
from corrente.upstream.solutions.tables import tables

MOST_WORDS = 25
_THERE = ("yes", "sim", "true", "1")
_CLAIMED = 0.75
_SURE = 0.95


def answer(estimate: Solutions) -> Answer:
    """The answer in words, as far as the data goes."""
    preferences, survey = estimate.preferences, estimate.survey
    levers = tuple(_levers(preferences)) if preferences else ()
    whole = preferences is not None and bool(preferences.best)
    return Answer(
        QUESTION,
        Status.ANSWERED if whole else Status.PARTIAL,
        next(said for said in _headlines(estimate) if _is_short(said)),
        estimates=tuple(_estimates(preferences, survey)),
        tables=tables(estimate),
        actions=tuple(_actions(estimate, levers))[:3],
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD if preferences else _SURVEY_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def feature(of: Mapping[str, str]) -> Phrase:
    """A feature at a level, as the data call them."""
    level = of.get("level")
    if level is None:
        return phrase("price", "preço") if of["feature"] == "price" else Phrase.same(of["feature"])
    if of["feature"] == "alternative":
        return Phrase.same(level)
    return phrase("{name} “{level}”", "{name} “{level}”", name=of["feature"], level=level)


def _included(of: Mapping[str, str]) -> Phrase:
    """A feature to include: where its level only says that it is there, by its name alone."""
    return Phrase.same(f"“{of['feature']}”") if of["level"].casefold() in _THERE else feature(of)


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _estimates(preferences: Preferences | None, survey: Survey | None) -> Iterator[Estimate]:
    if preferences is not None:
        yield from (*preferences.worths, *preferences.pays, *preferences.today)
        for best in preferences.best:
            yield from (best.gain, best.share) if best.at_edge else (best.price, best.gain, best.share)
    if survey is not None:
        yield from survey.points


def _headlines(estimate: Solutions) -> Iterator[Phrase]:
    """From the fullest to the shortest, as names may be long."""
    preferences, money = estimate.preferences, estimate.currency
    if preferences is None:
        yield _range(estimate)
        return
    if not preferences.backtest.beats_baseline:
        yield phrase(
            "Choices of {n} people: a model of each person foretells them no better than {baseline}.",
            "Escolhas de {n} pessoas: um modelo de cada pessoa não as prevê melhor que {baseline}.",
            n=Number(preferences.respondents, Form.COUNT),
            baseline=preferences.backtest.baseline_name,
        )
    if preferences.best:
        yield from _offers(preferences, money)
    yield from _values(preferences, money)


def _offers(preferences: Preferences, money: str) -> Iterator[Phrase]:
    best = preferences.best[0]
    gain = phrase("profit", "lucro") if preferences.offers.costs_known else phrase("revenue", "receita")
    others = Number(len(preferences.best), Form.COUNT)
    values: dict[str, Number | Phrase | str] = {
        "offer": best.name,
        "price": Number(best.price.value, Form.MONEY, money),
        "share": Number(best.share.value, Form.SHARE),
        "gain": gain,
        "n": others,
        "sure": certainty(best.leads),
    }
    if len(preferences.best) > 1 and best.leads >= _CLAIMED:
        yield phrase(
            "{offer} at {price} would win {share} of choices and {sure} bring the most {gain} of {n} offers.",
            "{offer} a {price} ficaria com {share} das escolhas e {sure} traria o maior {gain} entre {n} ofertas."
            if preferences.offers.costs_known
            else "{offer} a {price} ficaria com {share} das escolhas e {sure} a maior {gain} entre {n} ofertas.",
            **values,
        )
    yield phrase(
        "{offer} at {price} would win {share} of choices; of {n} offers, none is clearly better yet.",
        "{offer} a {price} ficaria com {share} das escolhas; entre {n} ofertas, ainda nenhuma é claramente melhor.",
        **values,
    )
    yield phrase(
        "The offer that does best would win {share} of choices at {price}.",
        "A oferta que mais rende ficaria com {share} das escolhas a {price}.",
        **values,
    )


def _values(preferences: Preferences, money: str) -> Iterator[Phrase]:
    pays = [e for e in preferences.pays if e.of["segment"] == "all"]
    if pays:
        pays = [e for e in pays if e.of["feature"] != "alternative"] or pays
        top = max(pays, key=lambda e: abs(e.value))
        sure = certainty(_sign(preferences, top))
        yield phrase(
            "People would {sure} pay {money} for {feature} ({low} to {high}), more than for anything else."
            if top.value > 0
            else "People would {sure} want {money} off for {feature}, between {low} and {high}.",
            "As pessoas {sure} pagariam {money} por {feature} (de {low} a {high}), mais que por tudo o mais."
            if top.value > 0
            else "As pessoas {sure} exigiriam {money} de desconto por {feature}, entre {low} e {high}.",
            sure=sure,
            money=Number(abs(top.value), Form.MONEY, money),
            feature=feature(top.of),
            low=Number(min(abs(top.low), abs(top.high)), Form.MONEY, money),
            high=Number(max(abs(top.low), abs(top.high)), Form.MONEY, money),
        )
    worths = [e for e in preferences.worths if e.of["segment"] == "all" and e.of["feature"] != "price"]
    top = max(worths or list(preferences.worths), key=lambda e: abs(e.value))
    yield phrase(
        "Of {n} things asked of {people} people, {feature} moves choices most; money cannot be put on it yet.",
        "Das {n} coisas perguntadas a {people} pessoas, {feature} pesa mais; ainda não dá para pôr em dinheiro.",
        n=Number(len(preferences.columns), Form.COUNT),
        people=Number(preferences.respondents, Form.COUNT),
        feature=feature(top.of),
    )
    yield phrase(
        "The choices of {people} people show what they value; see the table.",
        "As escolhas de {people} pessoas mostram o que elas valorizam; veja a tabela.",
        people=Number(preferences.respondents, Form.COUNT),
    )


def _sign(preferences: Preferences, pay: Estimate) -> float:
    """How sure the sign of a willingness to pay is."""
    above = preferences.certainty["/".join(v for k, v in pay.of.items() if k != "segment")]
    return above if pay.value > 0 else 1 - above


def _range(estimate: Solutions) -> Phrase:
    points = estimate.survey.points if estimate.survey is not None else ()
    at = {e.of["point"]: e for e in points if e.of["segment"] == "all"}
    money = estimate.currency
    optimal = at["optimal"]
    return phrase(
        "People accept {low} to {high}; the optimal price point is {best}, {sure} between {under} and {over}.",
        "Aceita-se de {low} a {high}; o preço ótimo é {best}, {sure} entre {under} e {over}.",
        low=Number(at["marginal cheapness"].value, Form.MONEY, money),
        high=Number(at["marginal expensiveness"].value, Form.MONEY, money),
        best=Number(optimal.value, Form.MONEY, money),
        sure=certainty(optimal.level),
        under=Number(optimal.low, Form.MONEY, money),
        over=Number(optimal.high, Form.MONEY, money),
    )


def _levers(preferences: Preferences) -> Iterator[Lever]:
    """What the best offer at its best price would bring, and the feature that is worth the most."""
    if preferences.best:
        best = preferences.best[0]
        change = phrase(
            "offer {offer} at about {price}",
            "oferecer {offer} a cerca de {price}",
            offer=best.name,
            price=Number(best.price.value, Form.MONEY, best.price.unit),
        )
        yield Lever("price", change, best.gain, Grade.ASSUMPTION, {"offer": best.name})
    pays = [e for e in preferences.pays if e.of["segment"] == "all" and e.of["feature"] != "alternative"]
    sure = [e for e in pays if _sign(preferences, e) >= _SURE and e.value > 0]
    for pay in sorted(sure, key=lambda e: -e.value)[:2]:
        change = phrase("include {feature}", "incluir {feature}", feature=_included(pay.of))
        yield Lever("price", change, pay, Grade.ASSUMPTION, dict(pay.of))


def _actions(estimate: Solutions, levers: tuple[Lever, ...]) -> Iterator[Action]:
    for lever in levers:
        said = {
            "low": Number(lever.effect.low, Form.MONEY, estimate.currency),
            "high": Number(lever.effect.high, Form.MONEY, estimate.currency),
        }
        if "offer" in lever.of:
            yield Action(phrase(
                "Try to {change} in a pilot: stated choices put its gain at {low} to {high} per choice.",
                "Teste {change}: as escolhas declaradas indicam ganho de {low} a {high} por escolha; comprove com um "
                "preço-piloto.",
                change=lever.change, **said,
            ), lever)  # fmt: skip
        else:
            yield Action(phrase(
                "Try to {change}: people would pay {low} to {high} for it; do so where it costs less.",
                "Considere {change}: as pessoas pagariam de {low} a {high} por isso; vale onde custar menos.",
                change=lever.change, **said,
            ), lever)  # fmt: skip
    if not levers and estimate.survey is not None:
        at = {e.of["point"]: e for e in estimate.survey.points if e.of["segment"] == "all"}
        yield Action(phrase(
            "Keep the price between {low} and {high}, and learn with a choice study which features justify more.",
            "Mantenha o preço entre {low} e {high} e descubra, com um estudo de escolhas, que características "
            "justificam mais.",
            low=Number(at["marginal cheapness"].value, Form.MONEY, estimate.currency),
            high=Number(at["marginal expensiveness"].value, Form.MONEY, estimate.currency),
        ))  # fmt: skip


def _proof(estimate: Solutions) -> Proof:
    preferences = estimate.preferences
    if preferences is None:
        return Proof(Diagnostics(Method.EXACT.value), notes=(_NO_TEST,))
    fit = preferences.fit
    return Proof(
        Diagnostics("Gibbs and Hamiltonian Monte Carlo", None, fit.effective),
        preferences.backtest,
        {f"sd_{k}": float(v) for k, v in _spreads(preferences)},
        notes=(_TESTED,),
        details={"r_hat": fit.r_hat, "respondents": float(preferences.respondents), "tasks": float(preferences.tasks)},
    )


def _spreads(preferences: Preferences) -> Iterator[tuple[str, float]]:
    """The standard deviation between people of every part-worth."""
    for k, column in enumerate(preferences.columns):
        spread = preferences.fit.covariance[:, k, k] ** 0.5
        yield "/".join(column.label.values()), float(spread.mean()) / column.scale


def _caveats(estimate: Solutions) -> Iterator[Phrase]:
    preferences, survey = estimate.preferences, estimate.survey
    if preferences is not None:
        yield from _choice_caveats(preferences)
    if survey is not None:
        yield phrase(
            "The price survey asks about one product alone: it does not know the competition or what it costs to make.",
            "A pesquisa de preço pergunta sobre um produto isolado: não conhece concorrência nem custos.",
        )
        if survey.inconsistent:
            yield phrase(
                "Respondents left out of the price survey, because their four prices do not rise: {n}.",
                "Respondentes fora da pesquisa de preço, porque seus quatro preços não estão em ordem crescente: {n}.",
                n=Number(survey.inconsistent, Form.COUNT),
            )


def _choice_caveats(preferences: Preferences) -> Iterator[Phrase]:
    yield phrase(
        "What people choose in a study is not what they buy: treat shares as shares of preference, with everyone aware "
        "of every offer.",
        "O que se escolhe em um estudo não é o que se compra: leia as parcelas como preferência, com todos conhecendo "
        "todas as ofertas.",
    )
    if preferences.respondents >= MAX_RESPONDENTS:
        yield phrase(
            "At most {n} respondents are read, taken evenly from all.",
            "São lidos no máximo {n} respondentes, tomados uniformemente de todos.",
            n=Number(MAX_RESPONDENTS, Form.COUNT),
        )
    if preferences.price_hurts is not None and not preferences.pays:
        yield phrase(
            "A higher price does not clearly put people off here, so nothing is said in money.",
            "Aqui um preço maior não afasta claramente as pessoas; por isso nada é dito em dinheiro.",
        )
    if preferences.passed_over:
        yield phrase(
            "Tasks left out, because they do not have exactly one choice among two or more described alternatives: "
            "{n}.",
            "Tarefas deixadas de fora, porque não têm exatamente uma escolha entre duas ou mais alternativas "
            "descritas: {n}.",
            n=Number(preferences.passed_over, Form.COUNT),
        )
    if preferences.unread:
        yield phrase(
            "Features left out, because they have more than {most} levels: {names}.",
            "Características deixadas de fora, porque têm mais de {most} níveis: {names}.",
            most=Number(MAX_LEVELS, Form.COUNT),
            names=", ".join(preferences.unread),
        )
    edged = [b.name for b in preferences.best if b.at_edge]
    if edged:
        yield phrase(
            "The best price may lie beyond the prices shown for: {names}.",
            "O melhor preço pode estar além dos preços mostrados para: {names}.",
            names=", ".join(edged),
        )
    if preferences.best and not preferences.offers.costs_known:
        yield phrase(
            "Costs are not known, so offers are compared by revenue; add a column cost to our rows in competitors.",
            "Sem custos conhecidos, as ofertas são comparadas pela receita; inclua a coluna cost nas nossas linhas em "
            "competitors.",
        )
    if preferences.offers.unplaced:
        yield phrase(
            "Offers left out, because the tasks do not ask about their features or they have no price: {names}.",
            "Ofertas deixadas de fora, porque as tarefas não perguntam sobre suas características ou falta o preço: "
            "{names}.",
            names=", ".join(preferences.offers.unplaced[:10]),
        )


_METHOD = phrase(
    "Each person's choices show what every feature and the price are worth to them, drawn towards what people like "
    "them want. The market is then replayed with our offers and the rivals' at every price. The model was tested on "
    "each person's last task, foretold from all other answers.",
    "As escolhas de cada pessoa mostram quanto valem para ela cada característica e o preço, com apoio no que pessoas "
    "parecidas querem. Depois o mercado é simulado com nossas ofertas e as dos concorrentes em cada preço. O modelo "
    "foi testado na última tarefa de cada pessoa, prevista com todas as outras respostas.",
)
_SURVEY_METHOD = phrase(
    "The curves of the four answers are counted; a price point is where two of them cross. How far it could be off is "
    "seen by weighting the respondents anew a thousand times.",
    "As curvas das quatro respostas são contadas; um ponto de preço é onde duas delas se cruzam. A margem de erro vem "
    "de repesar os respondentes mil vezes.",
)
_TESTED = phrase(
    "Tested on the last task of every respondent, foretold from all other answers: the loss is minus the mean "
    "logarithm of the chance that the model had given to what was chosen (lower is better); the hit rate is how often "
    "the favourite was chosen.",
    "Teste na última tarefa de cada respondente, prevista com todas as outras respostas: a perda é menos a média do "
    "logaritmo da chance que o modelo dava ao que foi escolhido (menor é melhor); a taxa de acerto é quantas vezes o "
    "favorito foi escolhido.",
)
_NO_TEST = phrase(
    "Price points describe the answers and predict nothing that could be held out.",
    "Os pontos de preço descrevem as respostas e não preveem nada que se possa reservar para teste.",
)
_REFERENCES = (
    "McFadden 1974, Conditional logit analysis of qualitative choice behavior",
    "Rossi, Allenby & McCulloch 2005, Bayesian Statistics and Marketing",
    "Yu & Meng 2011, To center or not to center: that is not the question",
    "Marley & Louviere 2005, Some probabilistic models of best, worst, and best-worst choices",
    "van Westendorp 1976, NSS Price Sensitivity Meter",
    "Brown, Cai & DasGupta 2001, Interval estimation for a binomial proportion",
)
