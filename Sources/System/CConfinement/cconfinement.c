#define _GNU_SOURCE
#include "cconfinement.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static int limit(int resource, rlim_t value) {
    struct rlimit limits = {value, value};
    return setrlimit(resource, &limits) == 0 ? 0 : errno;
}

static rlim_t present_size(void) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file) return 0;
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

int cconfinement_enter(struct cconfinement_limits limits) {
    rlim_t size = present_size();
    int fault = 0;
    if (!size) return ENOSYS;
    if ((fault = limit(RLIMIT_AS, size + limits.bytes)) || (fault = limit(RLIMIT_CPU, limits.processor_seconds)) ||
        (fault = limit(RLIMIT_FSIZE, 0)) || (fault = limit(RLIMIT_CORE, 0)) ||
        (fault = limit(RLIMIT_NOFILE, limits.files)) ||
        (!limits.may_have_threads && (fault = limit(RLIMIT_NPROC, 0))))
        return fault;
    alarm(limits.seconds);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (geteuid() == 0) {
        const unsigned nobody = 65534;
        if (setgroups(0, NULL) != 0 || setresgid(nobody, nobody, nobody) != 0 ||
            setresuid(nobody, nobody, nobody) != 0)
            return errno;
    }
    return 0;
}

int cconfinement_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
