"""Questions to a release, and their answers."""
