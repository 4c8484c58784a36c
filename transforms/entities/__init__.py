"""Resolve which names mean the same entity, with ids that are stable across articles."""
