"""Pages saved as text: from lines to paragraphs with roles."""
