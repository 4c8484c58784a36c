"""Where tables lie: files on a disk and objects in a store, and how the next release gets there."""
