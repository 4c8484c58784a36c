"""Files that hold many records: one module a format."""
