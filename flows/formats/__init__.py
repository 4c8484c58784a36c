"""The formats of seeds, and the records in files that hold many."""
