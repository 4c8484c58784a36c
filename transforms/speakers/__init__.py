"""Resolve sources to entities."""
