"""Strategy: one room per upstream question."""
