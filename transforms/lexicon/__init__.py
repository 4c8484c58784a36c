"""What is known of a language by word lists: data files, one folder a language."""
