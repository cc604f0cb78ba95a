#!/usr/bin/env python3
"""Makes the files beside this script: what other programs write.

Needs numpy, scipy and pillow; the tests need only the files.
"""
import pathlib
import struct
import zlib

import numpy as np
import scipy.sparse as sp
from PIL import Image

here = pathlib.Path(__file__).parent

matrix = sp.csr_matrix(np.array([[0, 1.5, 0, 0], [0, 0, 0, 0], [-2, 0, 0, 3.25]]))
sp.save_npz(here / "csr.npz", matrix, compressed=True)
sp.save_npz(here / "csc.npz", (matrix * (1 + 2j)).tocsc(), compressed=False)
sp.save_npz(here / "coo.npz", matrix.tocoo(), compressed=True)
sp.save_npz(here / "bsr.npz", matrix.tobsr(), compressed=True)
np.savez_compressed(here / "two.npz", b=np.arange(3.0), k=np.eye(2, dtype="f4"))

np.save(here / "fortran.npy", np.asfortranarray(np.arange(24, dtype=">c16").reshape(2, 3, 4) * (1 - 1j)))
with open(here / "version3.npy", "wb") as f:
    np.lib.format.write_array(f, np.array([[True, False], [False, True]]), version=(3, 0))


def png(name, width, height, depth, color, rows, extra=b"", interlace=0):
    """A PNG from rows of packed bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    bytes_ = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    (here / name).write_bytes(bytes_)


def palette(colors, alpha=b""):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    out = chunk(b"PLTE", bytes(v for c in colors for v in c))
    return out + (chunk(b"tRNS", alpha) if alpha else b"")


# 3 x 2 pixels of 4 bits: 0 5 10 / 15 1 2.
png("gray4.png", 3, 2, 4, 0, [b"\x05\xa0", b"\xf1\x20"])
png("rgba16.png", 2, 1, 16, 6, [bytes([1, 2, 0, 3, 255, 255, 128, 0, 0, 0, 0, 1, 0, 2, 0, 3])])
png("palette.png", 4, 1, 2, 3, [b"\x1b"], palette([(10, 20, 30), (40, 50, 60), (70, 80, 90), (1, 2, 3)]))
png("palette-alpha.png", 4, 1, 2, 3, [b"\x1b"], palette([(10, 20, 30), (40, 50, 60), (70, 80, 90), (1, 2, 3)], b"\0\x80"))
Image.fromarray((np.mgrid[0:5, 0:7][0] * 7 + np.mgrid[0:5, 0:7][1]).astype("u1")).save(here / "gray8.png")
# Adam7 of a 2 x 2 picture has the passes (0,0), (1,0) and the second row.
png("interlaced.png", 2, 2, 8, 0, [b"\x0a", b"\x14", b"\x1e\x28"], interlace=1)
