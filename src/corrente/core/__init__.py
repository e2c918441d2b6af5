"""Question, count, estimate, answer, refusal, lever: what every room speaks. No I/O, no engine."""
