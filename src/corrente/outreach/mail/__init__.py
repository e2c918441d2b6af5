"""E-mail campaigns: written, sent once to each, stopped by one click, and followed to what became of them."""
