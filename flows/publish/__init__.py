"""Build, check and publish the next release."""
