#pragma once
#include <spawn.h>
#include <stddef.h>

/* Takes everything from this process that it has no use for while it handles what cannot be trusted, for good. */
struct cconfinement_limits {
    size_t bytes;               /* memory besides what it has */
    unsigned processor_seconds; /* of processor time */
    unsigned seconds;           /* of any time: SIGALRM ends it then even if nobody watches */
    unsigned files;             /* open at once */
    int may_have_threads;       /* nonzero: a library needs some; otherwise neither threads nor children */
};

/* Besides those: no file that it writes, no core dump, no root's rights. Returns 0, or the error number. */
int cconfinement_enter(struct cconfinement_limits limits);

/* posix_spawn_file_actions_addclosefrom_np(3), which Swift's Glibc module leaves out. */
int cconfinement_close_from(posix_spawn_file_actions_t *actions, int first);
