"""Landing pages as they are kept: every change is a revision that is added, and nothing is written over."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from corrente.core.errors import CorrenteError, InputError
from corrente.core.outreach import Ask, Controller, LandingPage, Offer, Purpose, Slot
from corrente.core.plan import Item
from corrente.core.words import Language, Phrase, phrase
from corrente.state import outreach_tables as tables
from corrente.state.store import State

LONGEST_ID, LONGEST_WORDS, LONGEST_TEXT = 60, 300, 10_000
"""Characters of a page's address, of a line of it, and of its text."""

_P = tables.page_revisions.c
_WHOLE = (_P.page, _P.number, _P.body, _P.author, _P.at, _P.reason)


@dataclass(frozen=True)
class PageRevision:
    """A page as somebody left it. ``number`` counts the page's revisions from one."""

    number: int
    page: LandingPage
    author: str
    at: dt.datetime
    reason: str


class PageConflict(CorrenteError):
    """Somebody changed the page in the meantime; nothing was saved."""

    def __init__(self, page: str) -> None:
        super().__init__(
            phrase("“{page}” was changed in the meantime.", "“{page}” mudou nesse meio-tempo.", page=page),
            Phrase("So your change was not saved.", "Por isso a sua alteração não foi salva."),
            Phrase("Look at the page as it is now, then change it.", "Veja como a página está agora e altere de novo."),
        )


def save(state: State, site: str, page: LandingPage, *, author: str, reason: str = "", based_on: int = 0) -> int:
    """Add a revision of a page and return its number; ``based_on`` is the one that the author had seen (0: a new page).

    Raises `PageConflict` where that is not the last one, `InputError` where the page cannot be served so.
    """
    check(page)
    row = {
        "site": site, "page": page.id, "number": based_on + 1, "body": page, "author": author, "at": state.clock(),
        "reason": reason,
    }  # fmt: skip
    last = select(func.coalesce(func.max(_P.number), 0)).where(_P.site == site, _P.page == page.id)
    with state.writing() as connection:
        if connection.execute(last).scalar_one() != based_on:
            raise PageConflict(page.id)
        try:
            connection.execute(insert(tables.page_revisions).values(row))
        except IntegrityError:
            raise PageConflict(page.id) from None
    return based_on + 1


def current(state: State, site: str, page: str) -> PageRevision | None:
    """A page as it stands; ``None`` where there is none."""
    asked = select(*_WHOLE).where(_P.site == site, _P.page == page).order_by(_P.number.desc()).limit(1)
    with state.reading() as connection:
        row = connection.execute(asked).one_or_none()
    return None if row is None else PageRevision(row.number, row.body, row.author, row.at, row.reason)


def listed(state: State, site: str) -> tuple[PageRevision, ...]:
    """All pages as they stand, by address."""
    last = select(_P.page, func.max(_P.number).label("number")).where(_P.site == site).group_by(_P.page).subquery()
    asked = select(*_WHOLE).join(last, (last.c.page == _P.page) & (last.c.number == _P.number))
    with state.reading() as connection:
        rows = connection.execute(asked.where(_P.site == site).order_by(_P.page)).all()
    return tuple(PageRevision(row.number, row.body, row.author, row.at, row.reason) for row in rows)


def is_id(said: str) -> bool:
    """Whether a page could be called so."""
    return len(said) <= LONGEST_ID and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", said) is not None


def check(page: LandingPage) -> None:
    """Raise `InputError` for a page that cannot be served as it is, with what to change."""
    if not is_id(page.id):
        raise InputError(_BAD_ID, None, _BAD_ID_NEXT)
    if (found := _too_long(page)) is not None:
        raise found
    if page.published and (missing := _missing(page)):
        raise InputError(
            phrase("This page cannot be published yet.", "Esta página ainda não pode ser publicada."),
            None,
            missing[0],
        )


def _too_long(page: LandingPage) -> InputError | None:
    lines = [*(words for slot, words in page.says.items() if slot is not Slot.TEXT), page.offer.title]
    lines += [page.controller.name, page.controller.contact]
    texts = [page.says.get(Slot.TEXT, ""), *(ask.words for ask in page.asks)]
    if all(len(line) <= LONGEST_WORDS for line in lines) and all(len(text) <= LONGEST_TEXT for text in texts):
        return None
    return InputError(Phrase("One of the texts is too long.", "Um dos textos é longo demais."))


def _missing(page: LandingPage) -> list[Phrase]:
    """What a page needs before people can be asked for their data (LGPD Art. 9: who, for what, how to reach them)."""
    asked = (
        (page.says.get(Slot.HEADLINE), Phrase("Write a headline.", "Escreva um título.")),
        (page.says.get(Slot.BUTTON), Phrase("Say what the button does.", "Diga o que o botão faz.")),
        (
            page.controller.name,
            Phrase("Name the company that is answerable.", "Diga qual empresa responde pelos dados."),
        ),
        (
            page.controller.contact,
            Phrase(
                "Say how to reach whoever answers for personal data.", "Diga como falar com quem responde pelos dados."
            ),
        ),
        (
            not page.says.get(Slot.PICTURE) or page.says.get(Slot.PICTURE_SAYS),
            Phrase("Describe the picture for those who cannot see it.", "Descreva a imagem para quem não pode vê-la."),
        ),
    )
    return [said for there, said in asked if not there]


def drafted(item: Item, company: str, language: Language, plan: str = "plan") -> LandingPage:
    """The beginning of a page for a plan's campaign: its offer and message, and the two usual asks."""
    offer, message = _said(item, "offer", language), _said(item, "message", language)
    says = {
        Slot.HEADLINE: offer or item.title.say(language),
        Slot.TEXT: message,
        Slot.BUTTON: _SEND.say(language),
    }
    asks = tuple(Ask(purpose, usual_words(purpose, company, language)) for purpose in Purpose)
    return LandingPage(
        id=_slug(item.id), language=language, says=says, controller=Controller(company, ""), offer=Offer(offer),
        asks=asks, plan=plan, item=item.id,
    )  # fmt: skip


def usual_words(purpose: Purpose, company: str, language: Language) -> str:
    """How a purpose is usually asked for, in the company's name."""
    said = USUAL[purpose]
    return Phrase(said.en, said.pt, {"company": company}).say(language)


USUAL: Mapping[Purpose, Phrase] = {
    Purpose.EMAIL: Phrase(
        "May {company} write to you by e-mail about its products? You can stop it at any time.",
        "{company} pode enviar e-mails a você sobre os produtos dela? Você pode parar de receber quando quiser.",
    ),
    Purpose.ADS: Phrase(
        "May {company} give your e-mail address, scrambled, to Google, Meta and LinkedIn, so that its ads reach you "
        "there?",
        "{company} pode passar o seu e-mail, embaralhado, para Google, Meta e LinkedIn, para que os anúncios dela "
        "cheguem a você?",
    ),
    Purpose.MEASUREMENT: Phrase(
        "May {company} keep a cookie on this device, to tell your next visit from somebody else's?",
        "{company} pode guardar um cookie neste aparelho, para saber que a próxima visita é sua?",
    ),
}
_SEND = Phrase("Send me the e-book", "Quero receber o e-book")


def _said(item: Item, field: str, language: Language) -> str:
    found = item.fields.get(field)
    return found.say(language) if isinstance(found, Phrase) else str(found or "")


def _slug(id: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", id.casefold()).strip("-")[:LONGEST_ID].strip("-") or "page"


_BAD_ID = Phrase("This address cannot be used.", "Este endereço não pode ser usado.")
_BAD_ID_NEXT = Phrase(
    "Use small letters, digits and hyphens: ebook-support.", "Use letras minúsculas, números e hífens: ebook-suporte."
)
