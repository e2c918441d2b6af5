"""Who, what, when, where, why and how: six short readings of a plan, made of what its items decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from corrente.core.plan import Item, ItemKind
from corrente.core.words import Form, Number, Phrase, date_to_day, phrase
from corrente.stream.plan.items.channels import called
from corrente.stream.plan.items.parts import customers_of
from corrente.stream.plan.items.price import ADD_ON, UPGRADE
from corrente.stream.plan.naming import say_value
from corrente.stream.plan.say import listed, sentences


class Asked(StrEnum):
    """The six questions."""

    WHO = "who"
    WHAT = "what"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    HOW = "how"


TITLES: Mapping[Asked, Phrase] = {
    Asked.WHO: Phrase("Who", "Quem"),
    Asked.WHAT: Phrase("What", "O quê"),
    Asked.WHEN: Phrase("When", "Quando"),
    Asked.WHERE: Phrase("Where", "Onde"),
    Asked.WHY: Phrase("Why", "Por quê"),
    Asked.HOW: Phrase("How", "Como"),
}


def read(items: Iterable[Item], currency: str = "") -> Mapping[Asked, Phrase]:
    """Each question's answer; "not decided yet" where the plan has no item that tells."""
    plan = tuple(items)
    first = {item.kind: item for item in reversed(plan)}
    answers = {
        Asked.WHO: _who(first.get(ItemKind.SEGMENT)),
        Asked.WHAT: _what(first.get(ItemKind.SOLUTION), first.get(ItemKind.PRICE), currency),
        Asked.WHEN: _when([item for item in plan if item.kind is ItemKind.LAUNCH and item.starts]),
        Asked.WHERE: _where([item for item in plan if item.kind is ItemKind.CAMPAIGN]),
        Asked.WHY: _why(first.get(ItemKind.PROBLEM), first.get(ItemKind.ADVANTAGE)),
        Asked.HOW: _how(first.get(ItemKind.MESSAGE), [item for item in plan if item.kind is ItemKind.CAMPAIGN]),
    }
    return {asked: said or _OPEN for asked, said in answers.items()}


_OPEN = Phrase("Not decided yet.", "Ainda não decidido.")


def _who(segment: Item | None) -> Phrase | None:
    name = segment.fields.get("segment") if segment else None
    if segment is None or not isinstance(name, str):
        return segment.statement if segment else None
    return phrase("{whom}.", "{whom}.", whom=_capital(name))


def _capital(segment: str) -> Phrase:
    said = customers_of(segment)
    return Phrase(said.en[0].upper() + said.en[1:], said.pt[0].upper() + said.pt[1:], said.values)


def _what(solution: Item | None, price: Item | None, currency: str) -> Phrase | None:
    feature = solution.fields.get("feature") if solution else None
    if solution is None or not isinstance(feature, str):
        return solution.statement if solution else None
    level = solution.fields.get("level")
    named = feature.replace("_", " ")
    plain = level is None or str(level).casefold() in {"yes", "sim", "true", "1"}
    what = phrase("“{f}”", "“{f}”", f=named) if plain else phrase("“{f}: {l}”", "“{f}: {l}”", f=named, l=str(level))
    return phrase("{what}{how}.", "{what}{how}.", what=what, how=_charged(price, currency) if price else _NOTHING)


_NOTHING = Phrase.same("")


def _charged(price: Item, currency: str) -> Phrase:
    model, extra = price.fields.get("model"), price.fields.get("extra_price")
    if model == UPGRADE:
        return Phrase(", as a complementary upgrade of their tier", ", como upgrade complementar do plano que já têm")
    if model == ADD_ON and isinstance(extra, int | float):
        cost = say_value("extra_price", extra, currency)
        return phrase(", as an add-on for {cost}", ", como adicional por {cost}", cost=cost)
    return _NOTHING


def _when(launches: list[Item]) -> Phrase | None:
    said = [
        phrase(
            "{whom} on {day}", "{whom} em {day}",
            whom=customers_of(str(item.fields.get("segment", "all"))), day=Number(_start(item), Form.DATE),
        )
        for item in sorted(launches, key=_start)
    ]  # fmt: skip
    return phrase("Launch to {said}.", "Lançamento para {said}.", said=listed(said)) if said else None


def _start(item: Item) -> int:
    return date_to_day(item.starts) if item.starts else 0


def _where(campaigns: list[Item]) -> Phrase | None:
    channels = [called(str(item.fields["channel"])) for item in campaigns if item.fields.get("channel")]
    return phrase("By {channels}.", "Por {channels}.", channels=listed(channels)) if channels else None


def _why(problem: Item | None, advantage: Item | None) -> Phrase | None:
    if problem is None:
        return None
    need, theme = problem.fields.get("need"), problem.fields.get("theme")
    rival = advantage.fields.get("rival") if advantage else None
    if not (need or theme):
        return problem.statement
    said = (
        phrase("They want “{need}” made simpler.", "Querem mais facilidade em “{need}”.", need=str(need))
        if need
        else phrase("They complain about “{theme}”.", "Reclamam de “{theme}”.", theme=str(theme))
    )
    beat = phrase("The rival to beat is {r}.", "O concorrente a bater é {r}.", r=str(rival)) if rival else None
    return sentences(said, beat)


def _how(message: Item | None, campaigns: list[Item]) -> Phrase | None:
    words = message.fields.get("message") if message else None
    lead = phrase("Lead with “{m}”.", "Abrir com “{m}”.", m=str(words)) if words else None
    offers = [
        phrase(
            "{offer} ({channel})", "{offer} ({channel})",
            offer=say_value("offer", item.fields["offer"]), channel=called(str(item.fields["channel"])),
        )
        for item in campaigns
        if item.fields.get("offer") and item.fields.get("channel")
    ]  # fmt: skip
    with_offers = phrase("Offer {offers}.", "Oferecer {offers}.", offers=listed(offers)) if offers else None
    untold = message.statement if message else None
    return sentences(lead or untold, with_offers) if lead or untold or with_offers else None
