"""The track record: what each revision of a plan foretold, and how it did once the data came."""
