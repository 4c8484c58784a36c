"""`python -m flows`: the same as the command `newstables`."""

import sys

from flows.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
