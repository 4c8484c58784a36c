"""Find seeds and their records, and read each as a document."""
