"""One module per kind of item: each drafts its items from what is known and from the items before it."""
