"""Word lists and phrases, as data files: one folder a language."""
