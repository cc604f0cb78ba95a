# Runs a command with its errors on a terminal until the progress line has told of
# an objective, then presses Ctrl-C and prints what the terminal got.
#   progress.py COMMAND...
import os, pty, signal, subprocess, sys

terminal, end = pty.openpty()
process = subprocess.Popen(sys.argv[1:], stderr=end, start_new_session=True)
os.close(end)
text, stopped = b"", False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:  # the other end is closed
        part = b""
    if not part:
        break
    text += part
    if not stopped and b"objective" in text and text.endswith(b"\x1b[K"):
        process.send_signal(signal.SIGINT)
        stopped = True
process.wait()
print(text.decode().replace("\r", "<return>").replace("\x1b[K", "<clear>\n"))
