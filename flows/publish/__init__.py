"""Building, checking and publishing the next release."""
