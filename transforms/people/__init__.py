"""Descriptions and pronouns of the people and organizations in an article."""
