"""Normalization: read batches of seeds into rows, in worker processes."""
