"""What else could be decided: for an item, the other choices that the answers know, each with what speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from corrente.core.plan import Field, FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.comparing import form_of, said
from corrente.stream.plan.items import advantage, price, problem, segment, solution
from corrente.stream.plan.items.parts import customers_of, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.naming import say_value
from corrente.stream.plan.say import listed, spread


@dataclass(frozen=True)
class Choice:
    """One way to decide: the ``fields`` it sets, what it is called, and what the answers say of it."""

    fields: Mapping[str, Field]
    called: Phrase
    because: Phrase | None = None


Choices = Mapping[str, tuple[Choice, ...]]
"""By the field that the choice is about, the best first."""

Items = Mapping[str, Item]


def choices(known: Known, items: Items, item: Item) -> Choices:
    """What an item could be decided to be; empty where the answers know no other."""
    find = _BY_KIND.get(item.kind)
    found = find(known, items) if find else {}
    return {name: several for name, several in found.items() if several}


def _segments(known: Known, _items: Items) -> Choices:
    own = [
        Choice({"segment": name}, customers_of(name), listed(segment.reasons(known, name)))
        for name in segment.ranked(known)
    ]
    values = sorted(known.every("segments", "segment_value"), key=lambda ground: -ground.value)
    found = [Choice({"segment": g.of["segment"]}, Phrase.same(g.of["segment"]), said(g)) for g in values]
    return {"segment": tuple(own or found)}


def _problems(known: Known, items: Items) -> Choices:
    needs = [
        Choice(
            {"need": ground.of["need"], "theme": None},
            _quoted(ground.of["need"]),
            phrase("opportunity {n} of 20", "oportunidade de {n} em 20", n=spread(ground, Form.ROUGH)),
        )
        for ground in _best_first(problem.needs(known, segment_of(items)))
    ]
    themes = [
        Choice(
            {"need": None, "theme": ground.of["theme"]},
            _quoted(ground.of["theme"]),
            phrase("in {n} of comments", "em {n} dos comentários", n=spread(ground, Form.SHARE)),
        )
        for ground in _best_first(known.every("problems", "mention_share"))
    ]
    return {"need": tuple(needs)} if needs else {"theme": tuple(themes)}


def _solutions(known: Known, items: Items) -> Choices:
    return {
        "feature": tuple(
            Choice(
                {"feature": ground.of["feature"], "level": ground.of["level"]},
                solution.called(ground),
                phrase("worth {n} to them", "vale {n} para eles", n=said(ground)),
            )
            for ground in _best_first(solution.worths(known, segment_of(items)))
        )
    }


def _prices(known: Known, _items: Items) -> Choices:
    models = (price.UPGRADE, price.ADD_ON, price.OFFER)
    return {
        "model": tuple(Choice({"model": model}, say_value("model", model)) for model in models),
        "offer": tuple(
            Choice(
                {"offer": ground.of["offer"]},
                Phrase.same(ground.of["offer"]),
                phrase("earns {n} per choice", "rende {n} por escolha", n=said(ground)),
            )
            for ground in _best_first(known.every("solutions", "best_profit"))
        ),
    }


def _rivals(known: Known, _items: Items) -> Choices:
    hardest = sorted(advantage.rivals(known), key=lambda ground: ground.value)
    return {
        "rival": tuple(
            Choice(
                {"rival": ground.of["competitor"]},
                Phrase.same(ground.of["competitor"]),
                phrase("against it {n} of deals are won", "contra ele, {n} dos negócios são ganhos", n=said(ground)),
            )
            for ground in hardest
        )
    }


def _attributes(known: Known, _items: Items) -> Choices:
    return {"attribute": _by_name(known.every("positioning", "driver_share"), "attribute")}


def _messages(known: Known, items: Items) -> Choices:
    own = known.every("positioning", "message_share", segment=segment_of(items))
    return {"message": _by_name(own or known.every("positioning", "message_share", segment="all"), "message")}


def _by_name(found: Iterable[FromAnswer], name: str) -> tuple[Choice, ...]:
    return tuple(Choice({name: g.of[name]}, _quoted(g.of[name]), spread(g, form_of(g))) for g in _best_first(found))


def _best_first(found: Iterable[FromAnswer]) -> list[FromAnswer]:
    return sorted(found, key=lambda ground: -ground.value)


def _quoted(name: str) -> Phrase:
    return phrase("“{name}”", "“{name}”", name=name)


_BY_KIND: Mapping[ItemKind, Callable[[Known, Items], Choices]] = {
    ItemKind.SEGMENT: _segments,
    ItemKind.PROBLEM: _problems,
    ItemKind.SOLUTION: _solutions,
    ItemKind.PRICE: _prices,
    ItemKind.ADVANTAGE: _rivals,
    ItemKind.POSITIONING: _attributes,
    ItemKind.MESSAGE: _messages,
}
