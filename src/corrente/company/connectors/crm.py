# ruff: noqa: E501 - a role and its names read best as one row
"""What both CRMs say in the same way: outcomes, stage names, deleted rows."""

from __future__ import annotations

from corrente.company.connectors.forms import said_true
from corrente.core.words import Phrase

EXPECTED = Phrase(
    "A close date counts only where the deal is won or lost: before that it is what the seller expects.",
    "A data de fechamento só conta no negócio ganho ou perdido: antes disso, é o que o vendedor espera.",
)
_WON = r"\b(won|ganh[oa]s?|vendid[oa]|convertid[oa]|converted|customer|cliente)\b|closedwon"
_LOST = r"\b(lost|perdid[oa]s?|unqualified|disqualified|desqualificad[oa]|descartad[oa]|junk|bad.timing)\b|closedlost"
# What CRMs work out from the outcome, or note on closing: it says nothing of a deal that is still open.
AFTERWARDS = (
    "isclosed.*", "iswon", "closed.*", "probability", "probabilidade.*", "forecast.*", "expectedrevenue", "receitaesperada",
    "weighted.*", "valorponderado", "last.*", "ultim.*", "daysto.*", "diaspara.*", "fiscal.*", "hasopen.*", "hasoverdue.*",
    ".*modified.*", ".*modificad.*", "systemmodstamp", "fivetran.*", "isdeleted", ".*url", "photo.*", ".*latitude", ".*longitude",
    ".*geocode.*", "description", "descricao", "name", "nome", "firstname", "lastname", "primeironome", "sobrenome",
    ".*recordid", "id[a-z]*registro", "masterrecordid", ".*byid", "nextstep", "proximaetapa", "street", "postalcode", "fax",
    "portalid", ".*merged.*", "createdate", "createdat", "age", "idade", "stageduration", "duracaodaetapa", "salutation",
)  # fmt: skip


def outcome(label: str, won: str = "null", closed: str = "null") -> str:
    """SQL for won, lost or open, from the flags where there are any, else from the stage's own name."""
    return (
        f"case when {said_true(won)} then 'won' when {said_true(closed)} then 'lost' "
        f"when regexp_matches(lower({label}), '{_LOST}') then 'lost' "
        f"when regexp_matches(lower({label}), '{_WON}') then 'won' else 'open' end"
    )


def deleted(role: str = "deleted") -> str:
    """SQL for ``#aside`` where the row was deleted in the CRM."""
    return f"case when {said_true(role)} then 'deleted' end"
