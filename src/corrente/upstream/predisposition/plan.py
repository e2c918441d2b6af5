"""What the predisposition room counts: customers as of three days, a window apart, and who bought in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile
from corrente.core.segmentation import COLUMNS, Segmentation, choose_segmentation, coded
from corrente.core.words import Language
from corrente.upstream.predisposition.refusals import no_purchases, too_short

QUESTION = QUESTIONS["predisposition"]

MOST_LEVELS = 6
WINDOWS = (90, 60, 30, 14, 7)
"""How many days ahead the room looks: the first of these of which the data hold four."""
_NEEDED = 4  # a window to learn from, one to test on, and two of history before them
_PURCHASES = ("purchase", "purchased", "order", "sale", "conversion", "buy", "bought", "compra", "pedido", "venda",
              "conversao", "conversão")  # fmt: skip
_ACCOUNTS = ("account", "account name", "account_name", "account id", "account_id", "company", "empresa", "conta",
             "parent account", "parent_account", "organization", "organizacao", "organização", "grupo")  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The day that is today, the length of the window, and by what customers are told apart.

    ``account_place`` is the place in the counts' SQL of the column that names a customer's account (0: none).
    """

    until_day: int
    window_days: int
    segmentation: Segmentation
    purchase_kinds: tuple[str, ...]
    account: str
    account_place: int
    language: Language

    @property
    def parameters(self) -> dict[str, int]:
        """What every count and the scores are asked."""
        shared = {"window_days": self.window_days, "from_touchpoints": int(bool(self.purchase_kinds))}
        return shared | self.segmentation.parameters

    @property
    def lookups(self) -> dict[str, Lookup]:
        """The codes of segments and of the contacts that are purchases."""
        return {"purchase_kinds": coded("kind_level", self.purchase_kinds), **self.segmentation.lookups}


def plan(profile: Profile) -> Plan | Refusal:
    """The days and columns for this company, or a refusal."""
    orders, contacts = profile.tables.get("orders"), profile.tables.get("touchpoints")
    kinds: tuple[str, ...] = ()
    source = orders if orders is not None and orders.rows else contacts
    if source is not orders and contacts is not None:
        values = [level.value for level in contacts.levels.get("kind", ()) if level.value is not None]
        kinds = tuple(value for value in values if value.strip().lower() in _PURCHASES)
    if source is None or source.first_day is None or source.last_day is None or (source is not orders and not kinds):
        return no_purchases()
    until = source.last_day if profile.as_of is None else min(source.last_day, profile.as_of)
    span = until - source.first_day + 1
    fitting = [days for days in WINDOWS if span >= _NEEDED * days]
    if not fitting:
        return too_short(span, _NEEDED * WINDOWS[-1])
    account, place = _account(profile)
    segmentation = choose_segmentation(profile, MOST_LEVELS)
    return Plan(until, fitting[0], segmentation, kinds, account, place, profile.settings.language)


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Customers as of two windows ago and of one, with who bought in the window after; and as of today."""
    planned = plan(profile)
    if isinstance(planned, Refusal):
        return planned
    cuts = {"learn": 2, "test": 1, "now": 0}
    return {
        name: Count(
            "buying_patterns",
            {
                "cut_day": planned.until_day - back * planned.window_days,
                "until_day": planned.until_day,
                **planned.parameters,
            },
            planned.lookups,
        )
        for name, back in cuts.items()
    }


def _account(profile: Profile) -> tuple[str, int]:
    """The column of customers that names their account, by its name; else their industry, where it is known."""
    customers = profile.tables.get("customers")
    if customers is None:
        return "", 0
    for number, name in enumerate(customers.attributes, start=1):
        if name.strip().lower() in _ACCOUNTS:
            return name, len(COLUMNS) + number
    return ("industry", COLUMNS.index("industry") + 1) if "industry" in customers.columns else ("", 0)
