"""What another way of sharing people out would have brought, from the log of the test that ran. No I/O."""

from __future__ import annotations

import numpy as np

from corrente.core.answer import LEVEL
from corrente.core.experiment import Policy
from corrente.experiments.counts import Counts, over
from corrente.experiments.results import Interval, interval
from corrente.inference import anytime
from corrente.inference.weighting import replayed


def replay(counts: Counts, policy: Policy) -> Interval:
    """The metric's mean per person, had everybody been shared out by ``policy``; its bounds hold at every look.

    Each person counts by the policy's probability of what they got over the logged one, so whatever the test did, and
    however outcomes drifted, the estimate is of the same people. Only strata in which all that the policy wants was on
    offer say something. The policy has to be given beforehand, not chosen for what this log says of it.
    """
    done = over(counts)
    places = [policy.arms.index(arm) if arm in policy.arms else -1 for arm in counts.arms]
    rows = [[*policy.of(counts.cells[cell]), 0.0] for cell in done.cell.tolist()]
    wanted = np.array(rows).reshape(len(rows), len(policy.arms) + 1)[:, places]
    return interval(anytime.mean(replayed(done.outcomes, wanted), 1 - LEVEL), 0)
