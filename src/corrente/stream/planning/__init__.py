"""A plan as it is kept: drafted once, then changed by people, and seen against what the answers say now.

Every act adds revisions under the author's name, with the time and a reason, and is told from all others by a key, so
that an act that arrives twice is done once. What somebody else changed in the meantime is a `Conflict`: nothing is
written over.
"""

from corrente.stream.planning.acts import Act, accept, add_campaign, change, keep, pull, remove, undo
from corrente.stream.planning.findings import TESTER
from corrente.stream.planning.kept import kept
from corrente.stream.planning.refreshing import refresh
from corrente.stream.planning.scenarios import compare, fork, take
from corrente.stream.planning.standing import (
    DRAFTER,
    MAIN,
    SCENARIO,
    Seen,
    Standing,
    accepted_with,
    begin,
    goes_with,
    print_of,
    proposals,
    same_lever,
    standing,
)

__all__ = [
    "DRAFTER", "MAIN", "SCENARIO", "TESTER", "Act", "Seen", "Standing", "accept", "accepted_with", "add_campaign",
    "begin", "change", "compare", "fork", "goes_with", "keep", "kept", "print_of", "proposals", "pull", "refresh",
    "remove", "same_lever", "standing", "take", "undo",
]  # fmt: skip
