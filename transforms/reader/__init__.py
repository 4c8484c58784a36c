"""The model that marks names and the parts of attributions."""
