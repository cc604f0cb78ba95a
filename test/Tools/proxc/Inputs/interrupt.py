"""interrupt.py COMMAND...: sends SIGINT after two seconds, prints the exit status."""

import signal
import subprocess
import sys
import time

process = subprocess.Popen(sys.argv[1:])
time.sleep(2)
process.send_signal(signal.SIGINT)
print("status", process.wait())
