"""exits.py STATUS COMMAND...: succeeds where the command ends with the status."""

import subprocess
import sys

found = subprocess.call(sys.argv[2:])
if found != int(sys.argv[1]):
    sys.exit(f"expected exit status {sys.argv[1]}, found {found}")
