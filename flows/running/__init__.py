"""Where the work is done: batches, reading processes, the staging area, Prefect's engine and server."""
