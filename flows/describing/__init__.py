"""What describes a release to people and programs: its card, Croissant."""
