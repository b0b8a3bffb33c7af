#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct request {
    const char *path;
    char *const *arguments;
    char *const *environment;
    const char *directory;
    const int *descriptors;
    int descriptor_count;
    const struct spawn_limit *limits;
    size_t limit_count;
};

// Runs in the memory of the parent, whose thread waits: system calls only, nothing that allocates or takes a lock.
static int become(const struct request *request) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number += 1) sigaction(number, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    if (setsid() < 0) return errno;
    for (int number = 0; number < request->descriptor_count; number += 1)
        if (dup2(request->descriptors[number], number) < 0) return errno;
    if (close_range((unsigned)request->descriptor_count, ~0U, 0) != 0) return errno;
    if (chdir(request->directory) != 0) return errno;
    for (size_t index = 0; index < request->limit_count; index += 1) {
        const struct spawn_limit *limit = &request->limits[index];
        struct rlimit value;
        if (getrlimit(limit->resource, &value) != 0) return errno;
        // A limit that is lower already stays: nobody but root may raise it.
        if (limit->value < value.rlim_max) value.rlim_max = limit->value;
        if (value.rlim_max < value.rlim_cur) value.rlim_cur = value.rlim_max;
        if (setrlimit(limit->resource, &value) != 0) return errno;
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(request->path, request->arguments, request->environment);
    return errno;
}

pid_t spawn_program(const char *path, char *const *arguments, char *const *environment, const char *directory,
                    const int *descriptors, int descriptor_count, const struct spawn_limit *limits,
                    size_t limit_count) {
    struct request request = {
        path, arguments, environment, directory, descriptors, descriptor_count, limits, limit_count};
    // Until the child has default handlers, a signal must not run one of ours in it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    volatile int fault = 0;
    pid_t child = vfork();
    if (child == 0) {
        fault = become(&request);
        _exit(127);
    }
    int error = child < 0 ? errno : fault;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (child < 0) return -error;
    if (error == 0) return child;
    // It ended before it was a program.
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    return -error;
}

int spawn_open_path(int directory, const char *name) {
    return openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

int spawn_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
