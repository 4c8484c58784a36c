"""HTML pages: their text, the blocks of the article, and their metadata."""
