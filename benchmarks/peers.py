"""The same iteration of PDHG for total-variation denoising by other means.

peers.py N: prints a line `NAME SECONDS` for vectorised NumPy and, where Numba is
installed, for a loop fused by hand: medians of one iteration on N x N floats.
Both do what benchmarks/tv.prox does: A. Chambolle and T. Pock, "A first-order
primal-dual algorithm for convex problems with applications to imaging", 2011,
algorithm 1, forward differences that are 0 at the last row and column.
"""

import statistics
import sys
import time

import numpy as np

THREADS = 2
LAMBDA = np.float32(0.1)
STEP = np.float32(1 / np.sqrt(8))


def median_seconds(iterate, repeats):
    for _ in range(5):
        iterate()
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        iterate()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def staggered(n, place):
    """An array that begins an odd number of cache lines into its block, so that
    arrays do not compete for the same sets of the caches."""
    offset = 16 * (2 * place + 1)
    block = np.zeros(n * n + 1024, np.float32)
    return block[offset : offset + n * n].reshape(n, n)


class NumPy:
    def __init__(self, b):
        n = b.shape[0]
        self.b = b
        self.x, self.y, self.old, self.bar, self.t = (
            staggered(n, i) for i in range(5)
        )
        self.p, self.q = staggered(n, 5), staggered(n, 6)

    def iterate(self):
        x, y, p, q, t = self.x, self.y, self.p, self.q, self.t
        np.copyto(self.old, x)
        np.negative(p, out=t)
        t[1:] += p[:-1]
        t -= q
        t[:, 1:] += q[:, :-1]
        t *= STEP
        x -= t
        x += STEP * self.b
        x *= 1 / (1 + STEP)
        np.multiply(x, 2, out=self.bar)
        self.bar -= self.old
        np.subtract(self.bar[1:], self.bar[:-1], out=t[1:])
        t[1:] *= STEP
        p[:-1] += t[1:]
        np.subtract(self.bar[:, 1:], self.bar[:, :-1], out=y[:, 1:])
        y[:, 1:] *= STEP
        q[:, :-1] += y[:, 1:]
        np.multiply(p, p, out=t)
        np.multiply(q, q, out=y)
        t += y
        np.sqrt(t, out=t)
        t /= LAMBDA
        np.maximum(t, 1, out=t)
        p /= t
        q /= t


def fused_iteration():
    """One pass over memory in place; each thread has a strip of rows, and copies
    of the rows of its neighbours that these change."""
    import numba

    numba.set_num_threads(THREADS)

    @numba.njit(fastmath=True, inline="always")
    def primal_row(x, p, q, above, b, old, new, bar, tau):
        # `new` may be `x`.
        n = x.shape[0]
        scale = np.float32(1) / (np.float32(1) + tau)
        v = x[0] - tau * (above[0] - p[0] - q[0])
        u = (v + tau * b[0]) * scale
        bar[0] = 2 * u - x[0]
        new[0] = u
        for j in range(1, n):
            v = x[j] - tau * (above[j] - p[j] + q[j - 1] - q[j])
            u = (v + tau * b[j]) * scale
            bar[j] = 2 * u - x[j]
            new[j] = u

    @numba.njit(fastmath=True, inline="always")
    def dual_row(p, q, bar, below, sigma, radius):
        n = p.shape[0]
        for j in range(n - 1):
            s = p[j] + sigma * (below[j] - bar[j])
            t = q[j] + sigma * (bar[j + 1] - bar[j])
            f = radius / max(radius, np.sqrt(s * s + t * t))
            p[j] = s * f
            q[j] = t * f
        s = p[n - 1] + sigma * (below[n - 1] - bar[n - 1])
        f = radius / max(radius, abs(s))
        p[n - 1] = s * f
        q[n - 1] = 0

    @numba.njit(fastmath=True, parallel=True)
    def iterate(x, p, q, b, saved, rows, tau, sigma, radius):
        n = x.shape[0]
        strips = saved.shape[0]
        for s in range(strips):
            first = s * n // strips
            last = (s + 1) * n // strips
            if first > 0:
                saved[s, 0] = p[first - 1]
            if last < n:
                saved[s, 1] = x[last]
                saved[s, 2] = p[last]
                saved[s, 3] = q[last]
        for s in numba.prange(strips):
            first = s * n // strips
            last = (s + 1) * n // strips
            primal_row(x[first], p[first], q[first], saved[s, 0], b[first],
                       x[first], x[first], rows[s, first % 2], tau)
            for i in range(first, last):
                here, below = rows[s, i % 2], rows[s, (i + 1) % 2]
                if i + 1 < last:
                    primal_row(x[i + 1], p[i + 1], q[i + 1], p[i], b[i + 1],
                               x[i + 1], x[i + 1], below, tau)
                elif last < n:
                    primal_row(saved[s, 1], saved[s, 2], saved[s, 3], p[i],
                               b[last], saved[s, 1], saved[s, 4], below, tau)
                else:
                    below[:] = here
                dual_row(p[i], q[i], here, below, sigma, radius)

    return iterate


class Fused:
    def __init__(self, b):
        n = b.shape[0]
        self.b = b
        self.x, self.p, self.q = (staggered(n, i) for i in range(3))
        self.saved = np.zeros((THREADS, 5, n), np.float32)
        self.rows = np.zeros((THREADS, 2, n), np.float32)
        self.kernel = fused_iteration()

    def iterate(self):
        self.kernel(self.x, self.p, self.q, self.b, self.saved, self.rows, STEP,
                    STEP, LAMBDA)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    n = int(sys.argv[1])
    b = staggered(n, 7)
    b[:] = np.random.default_rng(1).standard_normal((n, n), np.float32)
    repeats = max(31, 200_000_000 // (n * n * 40))
    numpy = NumPy(b)
    print("numpy", median_seconds(numpy.iterate, min(repeats, 101)))
    try:
        fused = Fused(b)
    except ImportError:
        return
    for _ in range(20):
        fused.iterate()
    # One mathematics: both after as many iterations from 0.
    check = NumPy(b)
    for _ in range(20):
        check.iterate()
    if np.abs(fused.x - check.x).max() > 1e-4:
        sys.exit("peers.py: the fused loop and NumPy disagree")
    print("numba", median_seconds(fused.iterate, repeats))


if __name__ == "__main__":
    main()
