"""The model that labels names and the parts of attributions."""
