"""Adaptive tests: who sees which variant, what came of it, what is learnt and when to stop. No analytical engine."""
