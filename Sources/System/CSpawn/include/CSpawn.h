#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Starting a program with limits: posix_spawn(3) cannot set them, and Swift may not call vfork(2).
// Beside it, calls that the C library hides unless _GNU_SOURCE is defined, which Swift's Glibc module does not.

/// One limit of setrlimit(2), soft and hard.
struct spawn_limit {
    int resource;
    uint64_t value;
};

/// Starts the program in a session of its own, with an empty signal mask and default handlers. The descriptors, all of them numbers
/// beyond `descriptor_count`, become its descriptors 0, 1, …; it gets no other. Returns its process number, or the negative error number.
pid_t spawn_program(const char *path, char *const *arguments, char *const *environment, const char *directory,
                    const int *descriptors, int descriptor_count, const struct spawn_limit *limits, size_t limit_count);

/// open(2) relative to a directory, for naming the file only and not through a link: a descriptor, or -1 with errno.
int spawn_open_path(int directory, const char *name);

/// pipe2(2) with O_CLOEXEC: 0, or -1 with errno.
int spawn_pipe(int ends[2]);
