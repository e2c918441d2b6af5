"""The test that will judge each campaign: what is compared, on which measure, from which level."""

from __future__ import annotations

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.channels import Role, called
from corrente.stream.plan.items.parts import Drafted, grounds, on
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import sentences, spread


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """One test per campaign."""
    campaigns = [item for item in items.values() if item.kind is ItemKind.CAMPAIGN]
    return tuple(judged(known, items, campaign) for campaign in campaigns)


def judged(known: Known, items: Drafted, campaign: Item) -> Item:
    """The test of one campaign."""
    channel, role = campaign.fields["channel"], Role(str(campaign.fields["role"]))
    level = known.one("engagement", "answer_rate", channel=str(channel)) if channel else None
    level = level or known.one("engagement", "answer_rate", segment="all")
    compared = _COMPARED[role]
    return Item(
        campaign.id.replace("campaign", "test", 1),
        ItemKind.TEST,
        phrase("Test: {channel}", "Teste: {channel}", channel=called(str(channel)) if channel else campaign.title),
        sentences(compared, _from(level) if level else _UNKNOWN),
        {"campaign": campaign.id, "compares": compared, "measure": _MEASURES[role]},
        (on(items, campaign.id, "channel", "role", "message"), *grounds(level)),
        starts=campaign.starts,
        ends=campaign.ends,
        gaps=known.gaps("engagement"),
    )


_COMPARED = {
    Role.ATTRACT: Phrase(
        "Hold the campaign back in some regions, drawn by lot, and compare the leads.",
        "Deixar algumas regiões, sorteadas, sem a campanha e comparar os leads.",
    ),
    Role.EXCITE: Phrase(
        "Draw by lot who gets which of two subject lines, and who gets no mail at all.",
        "Sortear quem recebe cada um de dois assuntos, e quem não recebe nada.",
    ),
    Role.EXPLAIN: Phrase(
        "Show two versions of the page in an adaptive test.",
        "Mostrar duas versões da página em um teste adaptativo.",
    ),
}
_MEASURES = {
    Role.ATTRACT: Phrase("leads", "leads"),
    Role.EXCITE: Phrase("answers", "respostas"),
    Role.EXPLAIN: Phrase("contacts left on the page", "contatos deixados na página"),
}
_UNKNOWN = Phrase("The level to beat is not known yet.", "O nível a superar ainda não é conhecido.")


def _from(level: FromAnswer) -> Phrase:
    if "channel" not in level.of:
        return phrase(
            "The level to beat: {rate} of all contacts are answered today.",
            "O nível a superar: {rate} de todos os contatos têm resposta hoje.",
            rate=spread(level, Form.SHARE),
        )
    return phrase(
        "The level to beat: {rate} of its contacts are answered today.",
        "O nível a superar: {rate} dos contatos do canal têm resposta hoje.",
        rate=spread(level, Form.SHARE),
    )
