//===- Processes.cpp - work in processes of their own -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Processes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Threading.h"
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace proxc::target;

using Bytes = std::vector<uint8_t>;
using Work = llvm::function_ref<llvm::Expected<Bytes>(size_t)>;

namespace {

// The first byte that a process sends.
enum Outcome : uint8_t { Returned = 0, Failed = 1 };

struct Worker {
  size_t index;
  pid_t process;
  int pipe; // to read from
  Bytes received;
};

} // namespace

static bool writeAll(int pipe, const uint8_t *bytes, size_t size) {
  while (size > 0) {
    ssize_t written = write(pipe, bytes, size);
    if (written < 0 && errno != EINTR)
      return false;
    if (written > 0) {
      bytes += written;
      size -= written;
    }
  }
  return true;
}

/// Never returns: what this process would do at its end is the parent's to do.
[[noreturn]] static void runWorker(Work work, size_t index, int pipe) {
  // A crash is the parent's to tell.
  for (int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL})
    std::signal(signal, SIG_DFL);
  llvm::Expected<Bytes> result = work(index);
  uint8_t outcome = result ? Returned : Failed;
  std::string message;
  if (!result)
    message = llvm::toString(result.takeError());
  const uint8_t *bytes = result ? result->data()
                                : reinterpret_cast<uint8_t *>(message.data());
  size_t size = outcome == Returned ? result->size() : message.size();
  bool sent = writeAll(pipe, &outcome, 1) && writeAll(pipe, bytes, size);
  _exit(sent ? 0 : 1);
}

static std::optional<Worker> startWorker(Work work, size_t index) {
  int ends[2];
  if (pipe(ends) != 0)
    return std::nullopt;
  pid_t process = fork();
  if (process == 0) {
    close(ends[0]);
    runWorker(work, index, ends[1]);
  }
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    return std::nullopt;
  }
  return Worker{index, process, ends[0], {}};
}

/// Takes what the worker has sent. Returns whether it may send more.
static bool receive(Worker &worker) {
  uint8_t buffer[65536];
  ssize_t size = read(worker.pipe, buffer, sizeof(buffer));
  if (size < 0)
    return errno == EINTR || errno == EAGAIN;
  worker.received.insert(worker.received.end(), buffer, buffer + size);
  return size > 0;
}

static llvm::Expected<Bytes> finishWorker(Worker &worker) {
  close(worker.pipe);
  int status = 0;
  while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR)
    ;
  Bytes &received = worker.received;
  if (WIFSIGNALED(status))
    return llvm::createStringError("its compiler was stopped by signal " +
                                   std::to_string(WTERMSIG(status)));
  if (received.empty() || WEXITSTATUS(status) != 0)
    return llvm::createStringError("its compiler ended early");
  if (received.front() == Failed)
    return llvm::createStringError(
        std::string(received.begin() + 1, received.end()));
  return Bytes(received.begin() + 1, received.end());
}

std::vector<llvm::Expected<Bytes>> proxc::target::runInProcesses(size_t count,
                                                                 Work work) {
  std::vector<std::optional<llvm::Expected<Bytes>>> results(count);
  std::vector<Worker> running;
  size_t atOnce = llvm::hardware_concurrency().compute_thread_count();
  size_t next = 0;
  while (next < count || !running.empty()) {
    while (next < count && running.size() < atOnce) {
      if (std::optional<Worker> worker = startWorker(work, next))
        running.push_back(std::move(*worker));
      else
        results[next].emplace(work(next));
      ++next;
    }
    std::vector<pollfd> waiting;
    for (Worker &worker : running)
      waiting.push_back({worker.pipe, POLLIN, 0});
    if (poll(waiting.data(), waiting.size(), -1) < 0)
      continue;
    for (size_t i = running.size(); i-- > 0;) {
      if (waiting[i].revents == 0 || receive(running[i]))
        continue;
      results[running[i].index].emplace(finishWorker(running[i]));
      running.erase(running.begin() + i);
    }
  }
  std::vector<llvm::Expected<Bytes>> done;
  for (std::optional<llvm::Expected<Bytes>> &result : results)
    done.push_back(std::move(*result));
  return done;
}
