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
    // Beyond them is the pipe of `spawn_program`. Where a sandbox does not know close_range(2), the C library finds another way.
    int first = request->descriptor_count + 1;
    if (close_range((unsigned)first, ~0U, 0) != 0) closefrom(first);
    if (chdir(request->directory) != 0) return errno;
    for (size_t index = 0; index < request->limit_count; index += 1) {
        const struct spawn_limit *limit = &request->limits[index];
        struct rlimit value;
        if (getrlimit(limit->resource, &value) != 0) return errno;
        // A limit that is lower already stays: nobody but root may raise it.
        if (limit->value < value.rlim_max) value.rlim_max = limit->value;
        if (value.rlim_max < value.rlim_cur) value.rlim_cur = value.rlim_max;
        // A core file is a nuisance; every other limit is somebody's wish.
        if (setrlimit(limit->resource, &value) != 0 && limit->resource != RLIMIT_CORE) return errno;
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
    // What goes wrong comes by a pipe and not by the memory that both share, because sanitizers turn vfork into fork. It ends when the
    // program begins. Its end for the child lies beyond the descriptors that the child makes.
    int report[2];
    pid_t child = -1;
    int error = pipe2(report, O_CLOEXEC) == 0 ? 0 : errno;
    if (error == 0) {
        int end = fcntl(report[1], F_DUPFD_CLOEXEC, descriptor_count + 1);
        close(report[1]);
        child = end < 0 ? -1 : vfork();
        if (child == 0) {
            int fault = dup3(end, descriptor_count, O_CLOEXEC) < 0 ? errno : become(&request);
            (void)!write(descriptor_count, &fault, sizeof fault);
            _exit(127);
        }
        if (child < 0) error = errno;
        if (end >= 0) close(end);
        ssize_t count = 0;
        if (child > 0)
            while ((count = read(report[0], &error, sizeof error)) < 0 && errno == EINTR) {}
        close(report[0]);
        // It ended before it was a program.
        if (count > 0)
            while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0 ? child : -error;
}

int spawn_open_path(int directory, const char *name) {
    return openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

int spawn_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
