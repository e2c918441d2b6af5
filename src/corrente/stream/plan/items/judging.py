"""The test that will judge each campaign: what is compared, on which measure, from which level."""

from __future__ import annotations

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.channels import Role
from corrente.stream.plan.items.parts import Drafted, grounds, on
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import sentences, spread


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """One test per campaign."""
    campaigns = [item for item in items.values() if item.kind is ItemKind.CAMPAIGN]
    return tuple(_test(known, items, campaign) for campaign in campaigns)


def _test(known: Known, items: Drafted, campaign: Item) -> Item:
    channel, role = campaign.fields["channel"], Role(str(campaign.fields["role"]))
    level = known.one("engagement", "answer_rate", channel=str(channel)) if channel else None
    level = level or known.one("engagement", "answer_rate", segment="all")
    compared = _COMPARED[role]
    return Item(
        campaign.id.replace("campaign", "test", 1),
        ItemKind.TEST,
        phrase("Test: {campaign}", "Teste: {campaign}", campaign=campaign.title),
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
        "Deixe a campanha fora de algumas regiões, por sorteio, e compare os leads.",
    ),
    Role.EXCITE: Phrase(
        "Draw two subjects by lot, and keep a group without the mail.",
        "Sorteie dois assuntos e mantenha um grupo sem a mensagem.",
    ),
    Role.EXPLAIN: Phrase(
        "Show two versions of the page by an adaptive test.",
        "Mostre duas versões da página em um teste adaptativo.",
    ),
}
_MEASURES = {
    Role.ATTRACT: Phrase("leads", "leads"),
    Role.EXCITE: Phrase("answers", "respostas"),
    Role.EXPLAIN: Phrase("contacts left on the page", "contatos deixados na página"),
}
_UNKNOWN = Phrase("Where it starts from is not known yet.", "De que nível parte ainda não se sabe.")


def _from(level: FromAnswer) -> Phrase:
    if "channel" not in level.of:
        return phrase(
            "Of all contacts, {rate} are answered today.",
            "De todos os contatos, {rate} têm resposta hoje.",
            rate=spread(level, Form.SHARE),
        )
    return phrase(
        "There, {rate} of contacts are answered today.",
        "Ali, {rate} dos contatos têm resposta hoje.",
        rate=spread(level, Form.SHARE),
    )
