"""The seed folder: what lies in it, and how it becomes documents."""
