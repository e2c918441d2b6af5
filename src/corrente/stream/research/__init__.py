"""What to research next: what knowing more would be worth in money, question by question, and the cheapest way."""
