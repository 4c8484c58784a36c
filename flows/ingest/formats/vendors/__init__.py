"""Exports of news databases, one module a vendor: how its documents are recognised, cut and read."""
