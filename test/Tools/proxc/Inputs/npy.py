"""Arrays for tests, without NumPy.

npy.py write FILE DTYPE SHAPE EXPRESSION
    DTYPE as NumPy writes it (<f4, |u1, <c8), SHAPE as 4x5, an expression of
    the flat index i and the indices of the last two axes y and x.
npy.py show FILE
    prints dtype, shape, smallest, largest and mean.
npy.py list FILE DIGITS
    prints the values, rounded.
"""

import ast
import struct
import sys

CODES = {"<f4": "f", "<f8": "d", "|u1": "B", "<u2": "H", "<i4": "i", "<i8": "q", "<c8": "f", "<c16": "d"}


def write(path, dtype, shape, expression):
    sizes = [int(s) for s in shape.split("x")] if shape else []
    count = 1
    for size in sizes:
        count *= size
    width = sizes[-1] if sizes else 1
    height = sizes[-2] if len(sizes) > 1 else 1
    code = compile(expression, "expression", "eval")
    values = []
    import math, random

    random.seed(1)
    for i in range(count):
        names = {"i": i, "y": i // width % height, "x": i % width, "math": math, "random": random.random}
        value = eval(code, names)
        values += [value.real, value.imag] if dtype[1] == "c" else [value]
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({''.join(f'{s}, ' for s in sizes)}), }}\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode())
        file.write(struct.pack(f"<{len(values)}{CODES[dtype]}", *values))


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    length = struct.unpack("<H", data[8:10])[0]
    header = ast.literal_eval(data[10 : 10 + length].decode())
    code = CODES[header["descr"]]
    size = struct.calcsize(code)
    payload = data[10 + length :]
    return header, struct.unpack(f"<{len(payload) // size}{code}", payload)


def show(path):
    header, values = read(path)
    print(header["descr"], header["shape"], f"min {min(values):.4g} max {max(values):.4g} mean {sum(values) / len(values):.4g}")


def list_values(path, digits):
    print([round(value, int(digits)) for value in read(path)[1]])


if __name__ == "__main__":
    {"write": write, "show": show, "list": list_values}[sys.argv[1]](*sys.argv[2:])
