"""Every estimate of an answer that data to come will show, by its question and name."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.stream.record.kinds import customers, deals, market
from corrente.stream.record.kinds.kind import Kind

KINDS: Mapping[tuple[str, str], Kind] = {
    (kind.question, kind.estimate): kind for kind in (*market.KINDS, *customers.KINDS, *deals.KINDS)
}
QUESTIONS = tuple(dict.fromkeys(question for question, _ in KINDS))
"""The questions of which something is foretold."""
