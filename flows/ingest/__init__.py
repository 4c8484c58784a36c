"""Finding the seeds and the records in them, and reading each as a document."""
