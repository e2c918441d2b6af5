"""What cannot be done to a plan, and what to do instead."""

from __future__ import annotations

from corrente.core.errors import InputError
from corrente.core.plan import Item
from corrente.core.words import Number, Phrase, phrase
from corrente.stream.planning.standing import Standing


def there_already(campaign: Item) -> InputError:
    """The plan has such a campaign."""
    return InputError(
        phrase("The plan has “{title}” already.", "O plano já tem “{title}”.", title=campaign.title),
        None,
        Phrase("Edit that one, or name another channel.", "Edite essa, ou escolha outro canal."),
    )


def needed(plan: Standing, id: str) -> InputError:
    """Others rest on the item."""
    resting = plan.resting.get(id, ())
    return InputError(
        phrase(
            "{n} items rest on “{title}”, so it stays.",
            "{n} itens se apoiam em “{title}”, por isso ele fica.",
            n=Number(len(resting)),
            title=plan.by_id[id].title,
        ),
        None,
        Phrase("Decide it otherwise instead.", "Em vez disso, decida de outro modo."),
    )


def first_draft() -> InputError:
    """There is nothing before the first draft."""
    return InputError(
        Phrase("The first draft cannot be taken back.", "O primeiro rascunho não pode ser desfeito."),
        None,
        Phrase("Edit its items instead.", "Em vez disso, edite os itens."),
    )


def never_was() -> InputError:
    """No revision of the item is what its author claims to have seen."""
    return InputError(
        Phrase("The plan has no such item.", "O plano não tem esse item."),
        None,
        Phrase("Open the plan again.", "Abra o plano de novo."),
    )


def taken_name(name: str) -> InputError:
    """A scenario of that name is there."""
    return InputError(
        phrase("There is a scenario “{name}” already.", "Já existe um cenário “{name}”.", name=name),
        None,
        Phrase("Give it another name.", "Dê outro nome a ele."),
    )
