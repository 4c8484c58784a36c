"""Where releases are: files, objects, manifests, the pointer to the latest one."""
