"""What a run has to do, decided from what is there and what was published before."""
