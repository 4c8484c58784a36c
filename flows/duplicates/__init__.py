"""Finding near-identical articles."""
