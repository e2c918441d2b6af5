"""A satisfaction survey's verbatims: a row is an answer with its score from 0 to 10 and the reason in free words."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase

_COLUMNS = ("CUSTOMER_RESPONSE_DATE", "SURVEY_SUB_TYPE", "NPS_SCORE", "text")

# No column names the answer, so its line does.
_SQL = """
select "#file", "#row", cast("#file" as varchar) || '-' || cast("#row" as varchar) as feedback_id,
    "CUSTOMER_RESPONSE_DATE" as said_at, "text", nullif("NPS_SCORE", 'NA') as score, "SURVEY_SUB_TYPE" as source,
    case when nullif(trim("text"), '') is null then 'text' end as "#aside"
from answers
"""
_NO_TEXT = Phrase("a score without a text", "uma nota sem texto")


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """Files with a response date, the kind of survey, a score and a text."""
    paths = tuple(head.path for head in heads if head.has(*_COLUMNS))
    return (Export("NPS verbatims", "feedback", {"answers": paths}, _SQL, aside=_NO_TEXT),) if paths else ()
