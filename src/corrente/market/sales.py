"""The sales side: leads, deals and their stages."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.random import RandomState

from corrente.engine.generate import Workshop
from corrente.market.buying import stage_truth
from corrente.market.passing import conversion_truth, cycle_truth, passage
from corrente.market.pipeline import COVARIATES, STAGES, draw_selling, sell, upload_selling
from corrente.market.scoring import scoring_truth
from corrente.market.size import Size, chunks
from corrente.market.statements import read_sql, write_table
from corrente.market.truth import Values
from corrente.market.winning import winning_truth


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:
    """Write leads, opportunities and stage changes."""
    selling = draw_selling(rng)
    upload_selling(workshop, selling)
    known = ", ".join(f"{name} varchar" for name in COVARIATES)
    workshop.run(f"create temp table closed({known}, deals bigint, wins_to_come bigint)")
    workshop.run("create temp table entered(mql bigint, sql bigint, proposal bigint)")
    for part in chunks(1, size.leads + 1):
        sell(workshop, selling, part, size)
        workshop.run(read_sql("closed"))
        workshop.run(read_sql("entered"))
        for table in ("leads", "opportunities", "stage_changes"):
            write_table(workshop, table, part)
    entered = np.array([workshop.fetch(f"select sum({stage}) as n from entered")["n"][0] for stage in STAGES])
    deals = passage(selling)
    cycle = cycle_truth(deals, entered)
    return {
        "win_rate": winning_truth(selling, workshop),
        "lead_scoring": scoring_truth(selling, workshop),
        "sales_cycle": cycle,
        "conversion": conversion_truth(deals),
        "buying_process": stage_truth(deals, cycle),
    }
