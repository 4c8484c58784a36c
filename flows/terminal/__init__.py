"""What people see of the command line."""
