"""Quotation marks, and attribution of quotes."""
