"""The form of a mailing: what it holds, what was typed, and the mailing that follows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from corrente.core.errors import InputError
from corrente.core.experiment import Variant
from corrente.core.mailing import CLICKED, LEAD_COLUMNS, Chosen, Mailing, MailSlot, Pace, Recipients, Sender
from corrente.core.outreach import Controller
from corrente.core.words import Language, Phrase

OTHER = "b"
"""The id of the version that is held against the first, and what its fields' names begin with."""
WHERE = ("page", "campaign_id", "term", "source")
"""What the form offers to choose leads by."""
FASTEST = 1_000_000


def id_of(name: str) -> str:
    """An id made of a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:45].strip("-") or "mailing"


def blank(id: str, name: str, company: str, language: Language, before: Mailing | None) -> Mailing:
    """A mailing with nothing written; from whom it is stays as it was in the one before."""
    sender = before.sender if before else Sender(company, "", Controller(company, ""), "")
    return Mailing(id, name, language, sender, {})


def entered(mailing: Mailing) -> dict[str, str]:
    """A mailing as the form's fields hold it."""
    sender, chosen = mailing.sender, mailing.chosen
    other = mailing.others[0].payload if mailing.others else {}
    return {
        "name": mailing.name,
        "language": mailing.language.value,
        "item": mailing.item,
        "from_name": sender.name,
        "from_email": sender.email,
        "reply_to": sender.reply_to,
        "company": sender.controller.name,
        "contact": sender.controller.contact,
        "postal": sender.postal,
        **{slot.value: mailing.says.get(slot, "") for slot in MailSlot},
        **{f"{OTHER}_{slot.value}": other.get(slot, "") for slot in MailSlot},
        "judged_by": mailing.judged_by,
        "recipients": chosen.recipients.value,
        **{f"where_{column}": chosen.where.get(column, "") for column in WHERE},
        "least_score": "" if chosen.least_score is None else f"{100 * chosen.least_score:g}",
        "proof": chosen.proof,
        "per_minute": str(mailing.pace.per_minute),
        "per_domain": str(mailing.pace.per_domain),
    }


def mailing_of(typed: Mapping[str, str], before: Mailing) -> Mailing:
    """The mailing that was typed. Raises `InputError` for a number that is none."""

    def said(name: str) -> str:
        return typed.get(name, "").replace("\r\n", "\n").strip()

    payload = {slot.value: said(f"{OTHER}_{slot.value}") for slot in MailSlot if said(f"{OTHER}_{slot.value}")}
    return replace(
        before,
        name=said("name") or before.name,
        language=Language(said("language")) if said("language") in set(Language) else before.language,
        item=said("item"),
        plan="plan" if said("item") else "",
        sender=Sender(
            said("from_name"), said("from_email"), Controller(said("company"), said("contact")), said("postal"),
            said("reply_to"),
        ),
        says={slot: said(slot.value) for slot in MailSlot if said(slot.value)},
        others=(Variant(OTHER, "B", payload),) if payload else (),
        judged_by=said("judged_by")[:200] or CLICKED,
        chosen=_chosen(typed, said("proof")),
        pace=Pace(_whole(said("per_minute"), 60), _whole(said("per_domain"), 30)),
    )  # fmt: skip


def _chosen(typed: Mapping[str, str], proof: str) -> Chosen:
    where = {column: typed.get(f"where_{column}", "").strip() for column in WHERE if column in LEAD_COLUMNS}
    least = typed.get("least_score", "").strip().replace(",", ".").removesuffix("%")
    recipients = Recipients.FILE if typed.get("recipients") == Recipients.FILE else Recipients.LEADS
    return Chosen(recipients, {name: value for name, value in where.items() if value}, _share(least), proof)


def _share(said: str) -> float | None:
    if not said:
        return None
    try:
        found = float(said) / 100
    except ValueError:
        raise _no_number() from None
    if not 0 <= found <= 1:
        raise _no_number()
    return found


def _whole(said: str, usual: int) -> int:
    if not said:
        return usual
    if not re.fullmatch(r"[0-9]{1,7}", said) or not 1 <= int(said) <= FASTEST:
        raise _no_number()
    return int(said)


def _no_number() -> InputError:
    return InputError(
        Phrase("A score or a pace is no number that can be used.", "Uma pontuação ou um ritmo não é um número válido."),
        None,
        Phrase(
            "Scores go from 0 to 100, messages from 1 a minute on.",
            "Pontuação de 0 a 100; mensagens a partir de 1 por minuto.",
        ),
    )
