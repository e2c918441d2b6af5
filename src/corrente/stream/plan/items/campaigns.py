"""The campaigns that carry the launch out: one per role, with offer, assets, budget, dates, and who is told how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from corrente.core.answer import Lever
from corrente.core.plan import Field, FromAnswer, Gap, Item, ItemKind
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.stream.growth.spending import spent_today
from corrente.stream.plan.items.channels import Role, best_by_role, called, role_of, strength
from corrente.stream.plan.items.launch import later, launch_id
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import linked, sentences, spread

MONTHS = 3
_QUESTIONS = ("access", "touchpoints", "engagement", "acquisition")


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """One campaign per role that a channel can play; where no channel is known, one that says what to bring."""
    channels = best_by_role(known)
    if not channels:
        return (_campaign(known, items, Role.EXCITE, None),)
    return tuple(_campaign(known, items, role, channel) for role, channel in channels.items())


def by_channel(known: Known, items: Drafted, channel: str) -> Item:
    """One more campaign, by a channel that a person names; it attracts where the name tells nothing else."""
    return _campaign(known, items, role_of(channel) or Role.ATTRACT, channel)


def _campaign(known: Known, items: Drafted, role: Role, channel: str | None) -> Item:
    segment = segment_of(items)
    launch = launch_id(segment)
    starts = items[launch].starts if launch in items else None
    why = strength(known, channel, segment) if channel else None
    meets, active, cost = _reach(known, channel, segment)
    budget, scale = _budget(meets, active, cost)
    said = sentences(
        _does(role, channel, segment),
        _speaks(why) if why else None,
        _costs(known, cost, scale) if cost and scale else None,
        _against_today(known, channel, budget / MONTHS) if channel and budget else None,
    )
    return Item(
        f"campaign.{channel}" if channel else "campaign",
        ItemKind.CAMPAIGN,
        phrase("Campaign: {channel}", "Campanha: {channel}", channel=_name(channel)),
        said if channel else sentences(said, _UNKNOWN),
        _fields(items, role, channel, budget),
        (
            on(items, "segment", "segment"),
            on(items, "buyers", "lead_threshold"),
            on(items, "solution", "feature"),
            on(items, "price", "model", "extra_price"),
            on(items, "message", "message"),
            *((on(items, launch, "date"),) if launch in items else ()),
            *grounds(why, *((meets, active, cost) if scale else ())),
        ),
        _levers(known, channel, segment),
        starts=starts,
        ends=later(starts, MONTHS) - dt.timedelta(days=1) if starts else None,
        monthly_cost=budget / MONTHS if budget is not None else None,
        gaps=_gaps(known, channel, cost),
    )


def _reach(
    known: Known, channel: str | None, segment: str
) -> tuple[FromAnswer | None, FromAnswer | None, FromAnswer | None]:
    """The share of buyers the channel meets, the segment's active customers, and the cost of a buyer met."""
    if channel is None:
        return None, None, None
    return (
        known.in_segment("access", "reach", segment, channel=channel),
        known.in_segment("loyalty", "active_customers", segment),
        known.in_segment("access", "cost_per_buyer", segment, channel=channel),
    )


def _budget(
    meets: FromAnswer | None, active: FromAnswer | None, cost: FromAnswer | None
) -> tuple[float | None, float | None]:
    """What meeting as many of the segment as the channel does would cost, and the buyers it would meet."""
    if meets is None or active is None or cost is None:
        return None, None
    buyers = meets.value * active.value
    return cost.value * buyers, buyers


def _fields(items: Drafted, role: Role, channel: str | None, budget: float | None) -> Mapping[str, Field]:
    feature = items["solution"].fields["feature"]
    said = str(feature).replace("_", " ") if feature else None
    return {
        "segment": segment_of(items),
        "persona": customers_of(segment_of(items)),
        "channel": channel,
        "role": role.value,
        "message": items["message"].fields["message"],
        "offer": _offer(role, said),
        "assets": _ASSETS[role],
        "budget": budget,
        "lead_threshold": items["buyers"].fields["lead_threshold"],
        "tell_customers": _tell(_CUSTOMERS, said, items),
        "tell_leads": _tell(_LEADS, said, items),
    }


def _name(channel: str | None) -> Phrase | str:
    return called(channel) if channel else Phrase("today's customers", "clientes de hoje")


def _does(role: Role, channel: str | None, segment: str) -> Phrase:
    said = _DOES[role]
    return phrase(said.en, said.pt, channel=_name(channel), whom=customers_of(segment))


_DOES = {
    Role.ATTRACT: Phrase(
        "Advertise on {channel} to win leads among {whom}.",
        "Anunciar no canal {channel} para conquistar leads entre {whom}.",
    ),
    Role.EXCITE: Phrase(
        "Show {whom}, by {channel}, what the launch adds to what they already have.",
        "Mostrar a {whom}, por {channel}, o que o lançamento acrescenta ao que já têm.",
    ),
    Role.EXPLAIN: Phrase(
        "Explain to {whom} and to leads, by {channel}, what they gain from the launch.",
        "Explicar a {whom} e aos leads, por {channel}, o que ganham com o lançamento.",
    ),
}


def _speaks(why: FromAnswer) -> Phrase:
    said = _SPEAKS[why.estimate]
    form = Form.ROUGH if why.estimate == "return" else Form.SHARE
    return phrase(said.en, said.pt, value=spread(why, form))


_SPEAKS = {
    "removal_effect": Phrase(
        "Today {value} of conversions depend on it.", "Hoje {value} das conversões dependem desse canal."
    ),
    "reach": Phrase("It reaches {value} of buyers.", "O canal alcança {value} dos compradores."),
    "return": Phrase(
        "Each unit of money spent on it goes with {value} of sales.",
        "Cada unidade gasta no canal acompanha {value} em vendas.",
    ),
    "answer_rate": Phrase(
        "Of the contacts made by it, {value} are answered.", "Dos contatos feitos pelo canal, {value} têm resposta."
    ),
}


def _costs(known: Known, cost: FromAnswer, scale: float) -> Phrase:
    currency = known.settings.currency
    return phrase(
        "To reach as many of them as it does today costs {budget}: {each} for each buyer reached.",
        "Alcançar tantos deles quanto hoje custa {budget}: {each} por comprador alcançado.",
        budget=linked(cost, Form.MONEY, currency, scale=scale),
        each=spread(cost, Form.MONEY, currency),
    )


def _against_today(known: Known, channel: str, monthly: float) -> Phrase | None:
    """What a month of the campaign is against what goes into its channel in a month today."""
    today = spent_today(known.answers, channel)
    if today is None:
        return None
    return phrase(
        "Spent in {n} months, that is {times} times the {today} a month that go into the channel today.",
        "Gastos em {n} meses, são {times} vezes os {today} por mês que vão hoje para o canal.",
        n=Number(MONTHS), times=Number(monthly / today), today=Number(today, Form.MONEY, known.settings.currency),
    )  # fmt: skip


_UNKNOWN = Phrase(
    "Which channel reaches them is not in the data yet: write to them directly, and record who answers.",
    "Ainda não está nos dados qual canal chega até eles: escreva direto para eles e registre quem responde.",
)


def _offer(role: Role, feature: str | None) -> Phrase:
    if role is Role.EXPLAIN:
        subject = feature or Phrase("the problem and its solution", "o problema e a solução")
        return phrase("e-book on {subject}", "e-book sobre {subject}", subject=subject)
    if role is Role.ATTRACT:
        return Phrase("the e-book in return for a contact", "o e-book em troca de um contato")
    return Phrase("first look for customers", "acesso antecipado para clientes")


_ASSETS: Mapping[Role, tuple[Phrase, ...]] = {
    Role.ATTRACT: (
        Phrase("two advertisements", "dois anúncios"),
        Phrase("short promotional video", "vídeo promocional curto"),
        Phrase("landing page", "página de destino"),
    ),
    Role.EXCITE: (
        Phrase("series of three e-mails", "série de três e-mails"),
        Phrase("product tour", "tour do produto"),
    ),
    Role.EXPLAIN: (Phrase("e-book", "e-book"), Phrase("page to download it", "página para baixar")),
}

_CUSTOMERS = (
    Phrase("Before the launch: “{feature}” is in your plan from the launch day on.",
           "Antes do lançamento: “{feature}” entra no seu plano no dia do lançamento."),
    Phrase("Before the launch: {feature} is coming; you see it first.",
           "Antes do lançamento: {feature} está chegando; você vê primeiro."),
)  # fmt: skip
_LEADS = (
    Phrase("From the launch on: what “{feature}” does, and how to begin.",
           "A partir do lançamento: o que “{feature}” faz e como começar."),
    Phrase("From the launch on: what is new, and how to begin.",
           "A partir do lançamento: o que há de novo e como começar."),
)  # fmt: skip


def _tell(said: tuple[Phrase, Phrase], feature: str | None, items: Drafted) -> Phrase:
    upgrade = feature is not None and items["price"].fields["extra_price"] == 0
    chosen = said[0] if feature is not None and (upgrade or said is _LEADS) else said[1]
    return phrase(chosen.en, chosen.pt, feature=feature or Phrase("something new", "uma novidade"))


def _levers(known: Known, channel: str | None, segment: str) -> tuple[Lever, ...]:
    if channel is None:
        return ()
    reach = known.levers("access", channel=channel)
    own = tuple(lever for lever in reach if lever.of.get("segment") in {segment, "all"})
    return (*own, *known.levers("acquisition", channel=channel))


def _gaps(known: Known, channel: str | None, cost: FromAnswer | None) -> tuple[Gap, ...]:
    found = known.gaps(*_QUESTIONS)
    if channel is None or cost is not None:
        return found
    return (
        *found,
        Gap(
            "access",
            phrase("What {channel} costs is not known.", "O custo de {channel} não é conhecido.", channel=channel),
            ("spend", "touchpoints.cost"),
            Phrase("Bring the spend per channel.", "Traga o gasto por canal."),
        ),
    )
