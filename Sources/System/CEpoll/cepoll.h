#ifndef CEPOLL_H
#define CEPOLL_H

// Headers that Swift's Glibc module leaves out.
#include <fcntl.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// accept4(2) is declared for _GNU_SOURCE only.
static inline int cepoll_accept(int listener) {
    int descriptor = accept(listener, 0, 0);
    if (descriptor >= 0) {
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    }
    return descriptor;
}

/// An eventfd(2) that neither blocks nor outlives a fork.
static inline int cepoll_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

/// Whom epoll(7) means: its constants are of a C enumeration, which Swift would not mix with numbers.
static const uint32_t cepoll_in = EPOLLIN, cepoll_out = EPOLLOUT, cepoll_gone = EPOLLHUP | EPOLLERR;

static inline int cepoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

#endif
