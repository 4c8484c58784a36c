"""Article metadata: headline, authors, place, time, agencies, language."""
