"""Which names mean the same, and ids that are the same in every article."""
