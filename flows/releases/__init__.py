"""Releases: made, checked, published, described, read, compared, healed."""
