"""What the page says of the article: headline, authors, place, time, agencies, language."""
