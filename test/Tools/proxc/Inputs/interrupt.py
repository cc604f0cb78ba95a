"""interrupt.py COMMAND...: sends SIGINT after a second, prints the exit status."""

import signal
import subprocess
import sys

# A shell may have left SIGINT ignored, which children inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)
process = subprocess.Popen(sys.argv[1:])
try:
    process.wait(timeout=1)
except subprocess.TimeoutExpired:
    process.send_signal(signal.SIGINT)
try:
    print("status", process.wait(timeout=120))
except subprocess.TimeoutExpired:
    process.kill()
    print("it did not stop")
