"""Queries on a release."""
