#pragma once

#include <ares.h>
#include <sys/select.h>

// What tests ask by c-ares, asked until everything has an answer or a timeout.
inline void run(ares_channel channel) {
  for (;;) {
    fd_set readable;
    fd_set writable;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    const int count = ares_fds(channel, &readable, &writable);
    if (count == 0) return;
    timeval at_most{1, 0};
    timeval storage{};
    timeval* wait = ares_timeout(channel, &at_most, &storage);
    select(count, &readable, &writable, nullptr, wait);
    ares_process(channel, &readable, &writable);
  }
}
