"""Benchmarks: one file a data set or a matter. `python -m benchmarks NAME [arguments]` runs one; not installed."""
