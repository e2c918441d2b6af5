"""What stands beneath every message: from whom, why, and how to end it (LGPD Art. 9 and 18; CAN-SPAM § 7704)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from corrente.core.mailing import Mailing
from corrente.core.words import Phrase, phrase

_WHY = {
    "leads": Phrase(
        "You get this because you agreed to receive e-mail from {company}.",
        "Você recebe esta mensagem porque aceitou receber e-mails de {company}.",
    ),
    "file": Phrase(
        "You get this because {company} has your consent to write to you.",
        "Você recebe esta mensagem porque {company} tem o seu consentimento para escrever.",
    ),
}
_DATA = Phrase("About your data: {contact}", "Sobre os seus dados: {contact}")
_STOP = Phrase("Unsubscribe with one click", "Cancelar o recebimento com um clique")


def lines(mailing: Mailing) -> Iterator[str]:
    """Why it was sent, by whom, and whom to ask."""
    sender = mailing.sender
    why = _WHY[mailing.chosen.recipients.value]
    yield phrase(why.en, why.pt, company=sender.controller.name).say(mailing.language)
    yield f"{sender.controller.name}, {sender.postal}"
    yield phrase(_DATA.en, _DATA.pt, contact=sender.controller.contact).say(mailing.language)


def as_text(mailing: Mailing, stop: str) -> str:
    """The footer of the plain part; ``stop`` is the address that ends it."""
    said = [*lines(mailing), f"{_STOP.say(mailing.language)}: {stop}"]
    return "\n".join(("-- ", *said)) + "\n"


def as_html(mailing: Mailing, stop: str) -> str:
    """The footer of the HTML part."""
    said = [escape(line) for line in lines(mailing)]
    link = f'<a href="{escape(stop)}" style="color:#595959">{escape(_STOP.say(mailing.language))}</a>'
    return "<br>\n".join((*said, link))
