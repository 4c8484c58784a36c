"""What an article says of those whom it names: descriptions and pronouns."""
