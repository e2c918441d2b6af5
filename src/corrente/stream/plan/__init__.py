"""The plan: drafted from the answers, a graph of items, marked where its grounds have changed, compared in words."""
