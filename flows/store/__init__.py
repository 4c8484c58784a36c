"""Storage of releases: files, objects, manifests and the pointer to the latest release."""
