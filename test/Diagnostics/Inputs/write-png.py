"""A small picture, without a library: write-png.py FILE HEIGHT WIDTH CHANNELS."""

import struct
import sys
import zlib


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


path, height, width, channels = sys.argv[1], *map(int, sys.argv[2:])
kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
rows = b"".join(b"\0" + bytes((y * 16 + x) % 256 for x in range(width * channels)) for y in range(height))
with open(path, "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n")
    file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)))
    file.write(chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
