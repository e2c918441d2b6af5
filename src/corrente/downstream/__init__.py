"""Tactics: one room per downstream question."""
