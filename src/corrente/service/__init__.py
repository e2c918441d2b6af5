"""The public door: decides, records, serves landing pages. It runs in the app or apart from it."""
