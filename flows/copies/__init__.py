"""Near-identical articles of a whole dataset."""
