"""Reading batches of seeds into rows, in other processes."""
