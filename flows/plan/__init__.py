"""What a run has to do: which seeds to read and which parts to write."""
