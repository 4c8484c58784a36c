"""Detection of near-duplicate articles."""
