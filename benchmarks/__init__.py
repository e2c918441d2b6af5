"""Benchmarks: ours, the peer or the floor, and the ratio, measured in one run. `python -m benchmarks --help`."""
