"""Where the work is done: batches, reading processes, clusters, Prefect's engine and server."""
