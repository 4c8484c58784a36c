"""Where tables lie: files on a disk and objects in a store."""
