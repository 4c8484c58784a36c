"""Checking, comparing and repairing releases."""
