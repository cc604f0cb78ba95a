"""Writes .npy files, good and bad, into the folder that is named."""

import os
import struct
import sys


def write(name, descr, shape, data):
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (
        descr,
        "(%s)" % "".join("%d, " % n for n in shape),
    )
    header = header.ljust(117) + "\n"
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)))
        file.write(header.encode() + data)


os.makedirs(sys.argv[1], exist_ok=True)
write("good.npy", "<f4", (3,), struct.pack("<3f", 1, 2, 3))
write("shape.npy", "<f4", (4,), struct.pack("<4f", 1, 2, 3, 4))
write("short.npy", "<f4", (3,), struct.pack("<2f", 1, 2))
write("complex.npy", "<c8", (3,), struct.pack("<6f", 1, 2, 3, 4, 5, 6))
write("nan.npy", "<f4", (3,), struct.pack("<3f", 1, float("nan"), 3))
with open(os.path.join(sys.argv[1], "text.npy"), "w") as file:
    file.write("this is no array\n")
