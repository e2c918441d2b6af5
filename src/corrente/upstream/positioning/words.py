"""The positioning room in words: where we stand, what to say to whom, which position is open, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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
)
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.inference.posterior import Method
from corrente.upstream.positioning.estimate import SURE, Positioning, Standing
from corrente.upstream.positioning.messages import ALL, Message
from corrente.upstream.positioning.picture import map_picture
from corrente.upstream.positioning.plan import QUESTION
from corrente.upstream.positioning.sheets import Design
from corrente.upstream.positioning.tables import estimates_of, tables_of

MOST_WORDS = 25
_CLAIMED = 0.75


def answer(found: Positioning) -> Answer:
    """The answer in words: the sharpest point of difference, the statement, the open position, and how we know."""
    estimates = estimates_of(found)
    levers = tuple(_levers(found))
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(found),
        estimates=estimates,
        tables=tables_of(found, estimates),
        actions=tuple(_actions(found, levers))[:3],
        levers=levers,
        proof=_proof(found),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(found))),
        figure=map_picture(found, _finding(found)),
    )


def _points(value: float) -> Number:
    return Number(abs(value), Form.ROUGH)


def _sharpest(found: Positioning) -> int:
    """The attribute on which we are most surely and most clearly ahead, or else behind."""
    standard = found.gaps.mean(axis=0) / found.scale
    considered = [k for k in range(len(standard)) if k != found.names.overall]
    ahead = [k for k in considered if found.standing[k] is Standing.AHEAD]
    return max(ahead or considered, key=lambda k: standard[k] if ahead else abs(standard[k]))


def _headline(found: Positioning) -> Phrase:
    return next(said for said in _headlines(found) if _is_short(said))


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _headlines(found: Positioning) -> Iterator[Phrase]:
    """From the fullest to the shortest, whatever names the data have."""
    k = _sharpest(found)
    gap = found.gaps[:, k]
    low, high = np.quantile(gap if gap.mean() > 0 else -gap, [0.05, 0.95])
    own, rival = found.names.brands[found.own.place], found.names.brands[found.rival]
    chance = float(max((gap > 0).mean(), (gap < 0).mean()))
    values: dict[str, Number | Phrase | str] = {
        "own": own,
        "rival": rival,
        "attribute": found.names.attributes[k],
        "sure": certainty(chance),
        "gap": _points(float(gap.mean())),
        "low": Number(float(low)),
        "high": Number(float(high)),
        "place": _AHEAD if gap.mean() > 0 else _BEHIND,
    }
    if found.backtest is not None and not found.backtest.beats_baseline:
        yield Phrase(
            "{own} is {sure} {place} {rival} by {gap} points on “{attribute}”, but averages predict ratings as well.",
            "{own} está {sure} {place} {rival} em “{attribute}” ({gap} pontos), mas as médias preveem tão bem.",
            values,
        )
    yield Phrase(
        "{own} is {sure} {place} {rival} on “{attribute}”, by {gap} points ({low} to {high}).",
        "{own} está {sure} {place} {rival} em “{attribute}”, por {gap} pontos ({low} a {high}).",
        values,
    )
    yield Phrase(
        "Against the strongest competitor, the clearest difference is {gap} points ({low} to {high}).",
        "Ante o concorrente mais forte, a diferença mais clara é de {gap} pontos ({low} a {high}).",
        values,
    )


_AHEAD, _BEHIND = Phrase("ahead of", "à frente de"), Phrase("behind", "atrás de")


def _finding(found: Positioning) -> Phrase:
    """What the map is to show, as its title."""
    k = _sharpest(found)
    return phrase(
        "{own} against {rival}: the clearest difference is “{attribute}”",
        "{own} ante {rival}: a diferença mais clara é “{attribute}”",
        own=found.names.brands[found.own.place],
        rival=found.names.brands[found.rival],
        attribute=found.names.attributes[k],
    )


def _levers(found: Positioning) -> Iterator[Lever]:
    """What goes with closing each gap on an attribute that weighs, the largest first."""
    if found.drivers is None:
        return
    target = found.names.attributes[found.drivers.target]
    effects = []
    for place, k in enumerate(found.drivers.attributes):
        gain = -found.gaps[:, k] * found.drivers.slopes[:, place]
        if found.standing[k] is Standing.BEHIND and (gain > 0).mean() >= SURE:
            of = {"attribute": found.names.attributes[k]}
            effects.append(Estimate.from_draws("overall_rating", gain, "points of the overall rating", of))
    for effect in sorted(effects, key=lambda effect: -effect.value):
        change = phrase(
            "level with {rival} on “{name}”, as “{target}” follows it in the answers",
            "igualar {rival} em “{name}”, como “{target}” acompanha nas respostas",
            rival=found.names.brands[found.rival],
            name=effect.of["attribute"],
            target=target,
        )
        yield Lever("preference", change, effect, Grade.ASSOCIATION, effect.of)


def _actions(found: Positioning, levers: tuple[Lever, ...]) -> Iterator[Action]:
    yield Action(_statement(found))
    if found.messages:
        yield Action(_lead_with(found.messages))
    open_position = _open_position(found)
    if open_position is not None:
        yield Action(open_position)
    elif levers:
        lever = levers[0]
        yield Action(
            phrase(
                "Work on “{name}” first: being level with {rival} there goes with {effect} points of “{target}”.",
                "Trabalhe primeiro em “{name}”: igualar {rival} nisso acompanha {effect} pontos de “{target}”.",
                name=lever.of["attribute"],
                rival=found.names.brands[found.rival],
                effect=Number(lever.effect.value),
                target=found.names.attributes[found.drivers.target if found.drivers else 0],
            ),
            lever,
        )


def _statement(found: Positioning) -> Phrase:
    """The positioning statement, filled in from the numbers; without a point of difference, what there is instead."""
    own, rival = found.names.brands[found.own.place], found.names.brands[found.rival]
    ahead = [k for k, standing in enumerate(found.standing) if standing is Standing.AHEAD and k != found.names.overall]
    if not ahead:
        return phrase(
            "Find a difference first: on no attribute is {own} surely ahead of {rival}, so no statement would hold.",
            "Encontre primeiro uma diferença: em nenhum atributo {own} está com certeza à frente de {rival}; nenhuma "
            "frase de posicionamento se sustentaria.",
            own=own,
            rival=rival,
        )
    k = max(ahead, key=lambda k: _worth(found, k))
    return phrase(
        "Position as: “For {whom} who care about {attribute}, {own} is the brand rated {gap} points above {rival}.”",
        "Posicione assim: “Para {whom} que valoriza {attribute}, {own} é a marca com {gap} pontos a mais que {rival}.”",
        whom=_whom(found),
        attribute=found.names.attributes[k],
        own=own,
        gap=_points(float(found.gaps[:, k].mean())),
        rival=rival,
    )


def _worth(found: Positioning, k: int) -> float:
    """How far we are ahead, weighted by what the attribute weighs in the overall judgement where that is known."""
    lead = float(found.gaps[:, k].mean() / found.scale[k])
    if found.drivers is None:
        return lead
    return lead * float(found.drivers.shares[:, found.drivers.attributes.index(k)].mean())


def _whom(found: Positioning) -> Phrase:
    """The segment in which we are most ahead of the rival over all attributes, where segments are known."""
    own, rival = found.own.place, found.rival
    leads = {segment: float(np.nanmean(mean[own] - mean[rival])) for segment, (_, mean) in found.by_segment.items()}
    leads = {segment: lead for segment, lead in leads.items() if np.isfinite(lead)}
    if len(leads) < 2:
        return phrase("buyers", "quem compra e")
    return phrase("{segment} buyers", "o segmento {segment}", segment=max(leads, key=lambda s: leads[s]))


def _lead_with(messages: tuple[Message, ...]) -> Phrase:
    """Which message to lead with, per segment."""
    parts = {f"m{i}": _lead(message) for i, message in enumerate(messages)}
    template = "; ".join(f"{{{place}}}" for place in parts)
    return Phrase(f"Lead with: {template}.", f"Abra com: {template}.", parts)


def _lead(message: Message) -> Phrase:
    first = message.order[0]
    values: dict[str, Number | Phrase | str] = {
        "message": message.messages[first],
        "segment": message.segment,
        "share": Number(float(message.shares[:, first].mean()), Form.SHARE),
        "sure": _chance(message.surely_first),
    }
    if message.segment == ALL:
        return Phrase("“{message}” ({share} prefer it, {sure})", "“{message}” (preferida por {share}, {sure})", values)
    return Phrase(
        "“{message}” for {segment} ({share} prefer it, {sure})",
        "“{message}” para {segment} (preferida por {share}, {sure})",
        values,
    )


def _chance(probability: float) -> Phrase:
    if probability < _CLAIMED:
        return Phrase("not surely the strongest", "sem certeza de ser a mais forte")
    return phrase("{sure} the strongest", "{sure} a mais forte", sure=certainty(probability))


def _open_position(found: Positioning) -> Phrase | None:
    """The attribute that weighs and on which no brand is strong, where one is surely it."""
    if found.drivers is None or found.open_ is None:
        return None
    first = found.open_.argmax(axis=1)
    place = int(np.bincount(first).argmax())
    chance = float((first == place).mean())
    if chance < _CLAIMED:
        return None
    k = found.drivers.attributes[place]
    return phrase(
        "Look at “{attribute}”: it weighs {share} in what goes with “{target}”, no brand is strong on it, and it is "
        "{sure} the position with most room.",
        "Olhe para “{attribute}”: pesa {share} no que acompanha “{target}”, nenhuma marca é forte nisso e é {sure} a "
        "posição com mais espaço.",
        attribute=found.names.attributes[k],
        share=Number(float(found.drivers.shares[:, place].mean()), Form.SHARE),
        target=found.names.attributes[found.drivers.target],
        sure=certainty(chance),
    )


def _proof(found: Positioning) -> Proof:
    variance = found.components**2 / (found.components**2).sum()
    parameters = {f"component_sd_{i}": float(sd) for i, sd in enumerate(found.components[:4], start=1)}
    parameters |= {f"component_share_{i}": float(share) for i, share in enumerate(variance[:3], start=1)}
    notes = () if found.backtest else (_NO_BACKTEST,)
    return Proof(
        Diagnostics(Method.EXACT.value, effective_draws=float(len(found.gaps))),
        found.backtest,
        parameters,
        notes=(_PRIOR, *notes),
        details={
            "sheets": float(found.sheets),
            "design": found.design.value,
            "map_shows": float(found.map.shown.sum()),
        }
        | ({} if found.drivers is None else {"drivers_explain": float(found.drivers.explained.mean())}),
    )


def _caveats(found: Positioning) -> Iterator[Phrase]:
    if found.own.assumed:
        yield phrase(
            'Our own brand is assumed to be {brand}; say which it is in corrente.toml: [company] brand = "...".',
            'Supusemos que a nossa marca é {brand}; diga qual é no corrente.toml: [company] brand = "...".',
            brand=found.names.brands[found.own.place],
        )
    yield _ASSOCIATION
    if found.design is Design.BETWEEN:
        yield _MONADIC
    if found.left_out > 0.05:
        yield phrase(
            "{share} of the ratings stand in answers that skip an attribute; they count in the means only.",
            "{share} das notas estão em respostas que pulam algum atributo; contam só nas médias.",
            share=Number(found.left_out, Form.SHARE),
        )
    if found.messages:
        yield _ONE_TASTE


_METHOD = phrase(
    "Every respondent is compared with himself, so how high somebody rates in general drops out; differences between "
    "brands are drawn towards each other as far as brands are alike. The map is the plane that shows most of them. "
    "Messages come from what was picked as best and as worst.",
    "Cada respondente é comparado consigo mesmo, de modo que dar notas altas ou baixas em geral não pesa; as "
    "diferenças entre marcas se aproximam na medida em que as marcas se parecem. O mapa é o plano que mais as "
    "mostra. As mensagens vêm do que foi escolhido como melhor e como pior.",
)
_PRIOR = phrase(
    "Prior: what sets a brand apart on an attribute is normal around zero, its spread half-Cauchy (.5 deviations).",
    "A priori: o que distingue uma marca em um atributo é normal em torno de zero, com dispersão meia-Cauchy (0,5).",
)
_NO_BACKTEST = phrase(
    "No back-test: half of the respondents is too few on some brand.",
    "Sem teste: metade dos respondentes é pouco para alguma marca.",
)
_ASSOCIATION = phrase(
    "What weighs is what goes with the overall rating in people's answers; only an experiment shows what would change "
    "it.",
    "O que pesa é o que acompanha a nota geral nas respostas; só um experimento mostra o que a mudaria.",
)
_MONADIC = phrase(
    "Most people rated one brand only, so differences between brands include differences between the people.",
    "A maioria avaliou uma só marca: as diferenças entre marcas incluem as diferenças entre as pessoas.",
)
_ONE_TASTE = phrase(
    "Messages are judged as if the people of a segment shared one taste; where tastes differ, intervals are "
    "too narrow.",
    "As mensagens são avaliadas como se as pessoas de um segmento tivessem um só gosto; onde os gostos variam, os "
    "intervalos ficam estreitos demais.",
)
_REFERENCES = (
    "Chapman & Feit 2019, R for Marketing Research and Analytics, ch. 8",
    "Gabriel 1971, The biplot graphic display of matrices",
    "Gelman 2006, Prior distributions for variance parameters in hierarchical models",
    "Johnson 2000, A heuristic method for estimating the relative weight of predictor variables",
    "Marley & Louviere 2005, Some probabilistic models of best, worst, and best-worst choices",
)
