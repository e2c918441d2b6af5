"""The public pages' own words: one file a kind of page."""
