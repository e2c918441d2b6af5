"""One .sql file per statistic, and the one way to run them."""
