//===- pool.c - the one thread pool ---------------------------*- C -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop is cut into as many contiguous ranges of indices as there are threads,
// the same from loop to loop, so that a thread meets the rows again that are in
// its cache; a thread that is done takes over indices from the others. Which
// thread runs an index never matters to the result: bodies write disjoint data.
//
// Idle threads spin for a few tens of microseconds and then sleep: an iteration
// has several loops one right after the other, a program has pauses.
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE
#include "proxc-rt/runtime.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#if defined(__x86_64__) || defined(__i386__)
#define relax() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define relax() __asm__ volatile("yield")
#else
#define relax() ((void)0)
#endif

enum { maxThreads = 1024, spinNanoseconds = 30000 };

/// What one thread has yet to do of the loop; alone on its cache lines.
typedef struct {
  _Alignas(128) atomic_int next;
  int32_t end;
} Range;

/// No worker may enter the loop, or 0; the bits below count those inside.
static const int32_t closed = 1 << 30;

static struct {
  pthread_mutex_t owner; // held by the host thread whose loop runs
  pthread_t thread[maxThreads];
  Range *ranges; // one for each thread; the caller's is the first
  int32_t workers;
  atomic_int wanted; // threads, the caller included; 0: not decided

  // The loop; written by the owner while the gate is closed and empty.
  int32_t (*body)(int32_t, void *);
  void *data;
  int32_t numRanges;
  pthread_mutex_t failureLock;
  int32_t failedIndex, failure;

  atomic_int gate;
  _Alignas(128) atomic_uint generation; // one more for each loop
  atomic_int stop;

  pthread_mutex_t sleepLock;
  pthread_cond_t wake, idle;
  atomic_int sleepers;    // workers that wait for `wake`
  atomic_int ownerSleeps; // the owner waits for `idle`
} pool = {
    .owner = PTHREAD_MUTEX_INITIALIZER,
    .failureLock = PTHREAD_MUTEX_INITIALIZER,
    .gate = 1 << 30,
    .sleepLock = PTHREAD_MUTEX_INITIALIZER,
    .wake = PTHREAD_COND_INITIALIZER,
    .idle = PTHREAD_COND_INITIALIZER,
};

/// This thread runs a body; loops that it starts are serial.
static _Thread_local int32_t insideLoop;

static int32_t coresAllowed(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0)
    return CPU_COUNT(&set);
#endif
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores > 0 ? (int32_t)cores : 1;
}

static void noteFailure(int32_t index, int32_t code) {
  pthread_mutex_lock(&pool.failureLock);
  if (!pool.failure || index < pool.failedIndex) {
    pool.failedIndex = index;
    pool.failure = code;
  }
  pthread_mutex_unlock(&pool.failureLock);
}

/// Runs indices, those of range `self` first, until none is left.
static void runIndices(int32_t self) {
  for (int32_t i = 0; i < pool.numRanges; ++i) {
    Range *range = &pool.ranges[(self + i) % pool.numRanges];
    for (;;) {
      if (atomic_load_explicit(&range->next, memory_order_relaxed) >=
          range->end)
        break;
      int32_t index =
          atomic_fetch_add_explicit(&range->next, 1, memory_order_relaxed);
      if (index >= range->end)
        break;
      int32_t code = pool.body(index, pool.data);
      if (code)
        noteFailure(index, code);
    }
  }
}

/// Waits until a loop begins that `seen` is not the number of.
static uint32_t waitForLoop(uint32_t seen) {
  uint64_t begin = proxc_rt_now_ns();
  for (;;) {
    for (int i = 0; i < 64; ++i) {
      uint32_t now =
          atomic_load_explicit(&pool.generation, memory_order_acquire);
      if (now != seen)
        return now;
      relax();
    }
    if (proxc_rt_now_ns() - begin > spinNanoseconds)
      break;
  }
  pthread_mutex_lock(&pool.sleepLock);
  atomic_fetch_add(&pool.sleepers, 1);
  while (atomic_load(&pool.generation) == seen)
    pthread_cond_wait(&pool.wake, &pool.sleepLock);
  atomic_fetch_sub(&pool.sleepers, 1);
  pthread_mutex_unlock(&pool.sleepLock);
  return atomic_load(&pool.generation);
}

/// Joins the loop that runs, unless it is over already.
static int32_t enterLoop(void) {
  int32_t inside = atomic_load_explicit(&pool.gate, memory_order_relaxed);
  while (!(inside & closed))
    if (atomic_compare_exchange_weak_explicit(&pool.gate, &inside, inside + 1,
                                              memory_order_acq_rel,
                                              memory_order_relaxed))
      return 1;
  return 0;
}

static void leaveLoop(void) {
  int32_t before = atomic_fetch_sub(&pool.gate, 1);
  if (before == (closed | 1) && atomic_load(&pool.ownerSleeps)) {
    pthread_mutex_lock(&pool.sleepLock);
    pthread_cond_signal(&pool.idle);
    pthread_mutex_unlock(&pool.sleepLock);
  }
}

static void *work(void *argument) {
  int32_t self = (int32_t)(intptr_t)argument;
  insideLoop = 1;
  // The generation before the first loop that this worker is meant for is not
  // known to it; trying to enter does no harm.
  uint32_t seen = 0;
  for (;;) {
    seen = waitForLoop(seen);
    if (atomic_load(&pool.stop))
      return NULL;
    if (enterLoop()) {
      runIndices(self);
      leaveLoop();
    }
  }
}

/// Tells the workers that a loop has begun.
static void announce(void) {
  atomic_fetch_add(&pool.generation, 1);
  if (atomic_load(&pool.sleepers)) {
    pthread_mutex_lock(&pool.sleepLock);
    pthread_cond_broadcast(&pool.wake);
    pthread_mutex_unlock(&pool.sleepLock);
  }
}

/// Keeps late workers out of the loop and waits for those inside.
static void closeLoop(void) {
  int32_t inside = atomic_fetch_or(&pool.gate, closed);
  if (inside == 0)
    return;
  uint64_t begin = proxc_rt_now_ns();
  while (proxc_rt_now_ns() - begin < spinNanoseconds)
    for (int i = 0; i < 64; ++i) {
      if (atomic_load_explicit(&pool.gate, memory_order_acquire) == closed)
        return;
      relax();
    }
  pthread_mutex_lock(&pool.sleepLock);
  atomic_store(&pool.ownerSleeps, 1);
  while (atomic_load(&pool.gate) != closed)
    pthread_cond_wait(&pool.idle, &pool.sleepLock);
  atomic_store(&pool.ownerSleeps, 0);
  pthread_mutex_unlock(&pool.sleepLock);
}

/// Stops the workers; the caller owns the pool.
static void stopWorkers(void) {
  if (!pool.ranges)
    return;
  atomic_store(&pool.stop, 1);
  announce();
  for (int32_t i = 0; i < pool.workers; ++i)
    pthread_join(pool.thread[i], NULL);
  atomic_store(&pool.stop, 0);
  free(pool.ranges);
  pool.ranges = NULL;
  pool.workers = 0;
}

/// Makes the pool as large as is wanted; the caller owns it. Fewer threads than
/// that are no error: the loop is then run by those that there are.
static void startWorkers(void) {
  int32_t threads = proxc_rt_threads();
  if (pool.ranges && pool.workers + 1 == threads)
    return;
  stopWorkers();
  pool.ranges = aligned_alloc(128, (size_t)threads * sizeof(Range));
  if (!pool.ranges)
    return;
  for (int32_t i = 1; i < threads; ++i)
    if (pthread_create(&pool.thread[pool.workers], NULL, work,
                       (void *)(intptr_t)i) == 0)
      ++pool.workers;
}

static int32_t runSerially(int32_t (*body)(int32_t, void *), int32_t count,
                           void *data) {
  int32_t failure = 0;
  for (int32_t i = 0; i < count; ++i) {
    int32_t code = body(i, data);
    failure = failure ? failure : code;
  }
  return failure;
}

int32_t proxc_rt_parallel(int32_t (*body)(int32_t index, void *data),
                          int32_t count, void *data) {
  if (count <= 1 || insideLoop || proxc_rt_threads() == 1 ||
      pthread_mutex_trylock(&pool.owner) != 0)
    return runSerially(body, count, data);
  startWorkers();
  if (!pool.ranges || !pool.workers) {
    pthread_mutex_unlock(&pool.owner);
    return runSerially(body, count, data);
  }
  pool.body = body;
  pool.data = data;
  pool.failure = 0;
  pool.numRanges = pool.workers + 1;
  for (int32_t i = 0; i < pool.numRanges; ++i) {
    int32_t begin = (int32_t)((int64_t)count * i / pool.numRanges);
    atomic_store_explicit(&pool.ranges[i].next, begin, memory_order_relaxed);
    pool.ranges[i].end = (int32_t)((int64_t)count * (i + 1) / pool.numRanges);
  }
  atomic_store_explicit(&pool.gate, 0, memory_order_release);
  announce();
  insideLoop = 1;
  runIndices(0);
  insideLoop = 0;
  closeLoop();
  int32_t failure = pool.failure;
  pthread_mutex_unlock(&pool.owner);
  return failure;
}

void proxc_rt_set_threads(int32_t threads) {
  threads = threads > maxThreads ? maxThreads : threads;
  atomic_store(&pool.wanted, threads > 0 ? threads : 0);
}

int32_t proxc_rt_threads(void) {
  int32_t wanted = atomic_load_explicit(&pool.wanted, memory_order_relaxed);
  if (wanted)
    return wanted;
  int32_t cores = coresAllowed();
  cores = cores > maxThreads ? maxThreads : cores < 1 ? 1 : cores;
  // Another thread may have set a number meanwhile, which then stands.
  if (atomic_compare_exchange_strong(&pool.wanted, &wanted, cores))
    return cores;
  return wanted;
}

__attribute__((destructor)) void proxc_rt_shutdown(void) {
  // A loop that still runs, on another thread or around this call, keeps its
  // workers.
  if (insideLoop || pthread_mutex_trylock(&pool.owner) != 0)
    return;
  stopWorkers();
  pthread_mutex_unlock(&pool.owner);
}
