"""Which entity each source is."""
