"""Releases as they lie there: read, checked, compared, pruned, healed."""
