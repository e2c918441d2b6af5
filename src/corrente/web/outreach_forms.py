"""The form of a landing page: what it holds, what was typed, and the page that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corrente.core.outreach import Ask, Controller, LandingPage, Offer, Purpose, Slot
from corrente.core.words import Language

ASK, WORDS = "ask_", "words_"
"""What the names of a purpose's fields begin with."""


@dataclass(frozen=True)
class Asking:
    """A purpose in the form: whether the page asks for it, and in which words."""

    purpose: Purpose
    asked: bool
    words: str


def entered(page: LandingPage) -> dict[str, str]:
    """A page as the form's fields hold it."""
    asked = {ask.purpose: ask.words for ask in page.asks}
    return {
        **{slot.value: page.says.get(slot, "") for slot in Slot},
        "language": page.language.value,
        "offer": page.offer.title,
        "file": page.offer.file,
        "controller": page.controller.name,
        "contact": page.controller.contact,
        "test": page.test,
        "asks_company": "yes" if page.asks_company else "",
        **{f"{ASK}{purpose.value}": "yes" for purpose in asked},
        **{f"{WORDS}{purpose.value}": words for purpose, words in asked.items()},
    }


def page_of(typed: Mapping[str, str], before: LandingPage, *, published: bool) -> LandingPage:
    """The page that was typed; what the form does not hold stays as it was."""

    def said(name: str) -> str:
        return typed.get(name, "").replace("\r\n", "\n").strip()

    language = said("language")
    return LandingPage(
        id=before.id,
        language=Language(language) if language in set(Language) else before.language,
        says={slot: said(slot.value) for slot in Slot if said(slot.value)},
        controller=Controller(said("controller"), said("contact")),
        offer=Offer(said("offer"), said("file")),
        asks=tuple(
            Ask(purpose, said(f"{WORDS}{purpose.value}"))
            for purpose in Purpose
            if said(f"{ASK}{purpose.value}") and said(f"{WORDS}{purpose.value}")
        ),
        test=said("test"),
        plan=before.plan,
        item=before.item,
        asks_company=bool(said("asks_company")),
        published=published,
    )


def askings(typed: Mapping[str, str], usual: Mapping[Purpose, str]) -> tuple[Asking, ...]:
    """All purposes as the form shows them; one that is not asked for yet in its usual words."""
    return tuple(
        Asking(
            purpose,
            bool(typed.get(f"{ASK}{purpose.value}")),
            typed.get(f"{WORDS}{purpose.value}") or usual[purpose],
        )
        for purpose in Purpose
    )
