"""The questions in the order of what they need."""
