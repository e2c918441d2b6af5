"""What a channel is for, by its name: advertising brings leads in, mail excites customers, content explains."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from corrente.core.plan import FromAnswer
from corrente.stream.plan.known import Known


class Role(StrEnum):
    """What a campaign does for the launch."""

    ATTRACT = "attract"
    EXCITE = "excite"
    EXPLAIN = "explain"


_NAMED = {
    Role.EXCITE: r"e ?mail|newsletter|crm|whats ?app|sms|push",
    Role.EXPLAIN: r"e ?book|blog|content|conteudo|case|guide|guia|white ?paper|webinar|event|podcast|demo",
    Role.ATTRACT: r"linkedin|instagram|facebook|meta|tiktok|youtube|ads?|display|search|busca|google|social|tv|radio"
    r"|video|outdoor|influenc|paid|midia|affiliate|afiliad|print|press",
}


def role_of(channel: str) -> Role | None:
    """What the channel is for; ``None`` where its name does not say, or nobody can book it (direct, referral)."""
    plain = unicodedata.normalize("NFKD", channel.casefold()).encode("ascii", "ignore").decode()
    spaced = re.sub(r"[^a-z0-9]+", " ", plain)
    return next((role for role, names in _NAMED.items() if re.search(rf"\b({names})", spaced)), None)


_CALLED = {"linkedin": "LinkedIn", "youtube": "YouTube", "tiktok": "TikTok", "whatsapp": "WhatsApp", "sms": "SMS",
           "tv": "TV", "crm": "CRM", "email": "e-mail", "e-mail": "e-mail", "ebook": "e-book", "instagram": "Instagram",
           "facebook": "Facebook", "google": "Google"}  # fmt: skip


def called(channel: str) -> str:
    """A channel's name as people write it."""
    return _CALLED.get(channel.casefold(), channel.replace("_", " "))


def strength(known: Known, channel: str, segment: str) -> FromAnswer | None:
    """What speaks for a channel: what conversions need it, else whom it meets, what it brings, or who answers it."""
    return (
        known.one("touchpoints", "removal_effect", channel=channel)
        or known.in_segment("access", "reach", segment, channel=channel)
        or known.one("acquisition", "return", channel=channel)
        or known.one("engagement", "answer_rate", channel=channel)
    )


_LISTS = (("touchpoints", "removal_effect"), ("access", "reach"), ("acquisition", "return"),
          ("engagement", "answer_rate"))  # fmt: skip


def best_by_role(known: Known) -> dict[Role, str]:
    """For each role the strongest channel, by the first answer that knows channels of it.

    What is explained is explained where people answer most, as far as that is known.
    """
    found: dict[Role, str] = {}
    for role in Role:
        lists = (("engagement", "answer_rate"), *_LISTS) if role is Role.EXPLAIN else _LISTS
        ranked = (_ranked(known, role, *one) for one in lists)
        best = next((names[0] for names in ranked if names), None)
        if best is not None:
            found[role] = best
    return found


def _ranked(known: Known, role: Role, question: str, name: str) -> list[str]:
    of_channels = [ground for ground in known.every(question, name) if set(ground.of) <= {"channel", "segment"}]
    own = [g for g in of_channels if "channel" in g.of and g.of.get("segment", "all") == "all"]
    return [g.of["channel"] for g in sorted(own, key=lambda g: -g.value) if role_of(g.of["channel"]) is role]
