"""Arrays in, posterior out: the recipe, and one model per file."""
