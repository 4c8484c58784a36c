"""HTML pages: their text, which of their blocks belong to the article, and what they state."""
