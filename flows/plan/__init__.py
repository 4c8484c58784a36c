"""Planning of a run: which seeds to read and which parts to write."""
