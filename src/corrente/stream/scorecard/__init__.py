"""The scorecard: every metric of the company, read from the answers and from counts by month."""
