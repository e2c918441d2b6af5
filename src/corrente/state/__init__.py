"""What must not be forgotten: plans, forecasts, accounts. SQLite beside the company, or PostgreSQL by a URL."""
