"""The next release: staged, read, put together, checked and published."""
