#include "cfaultydisk.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct faulty_disk {
    sqlite3_vfs layer;
    sqlite3_vfs *base;
    atomic_int system_error;
    atomic_long remaining, calls, syncs;
};

/* Stands behind the file of the layer below, in the same allocation. */
typedef struct {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *base;
    faulty_disk *disk;
} tail;

static tail *tail_of(sqlite3_file *file) {
    /* The methods are the first member of the tail, and the file points to them. */
    return (tail *)file->pMethods;
}

static int fails(faulty_disk *disk) {
    atomic_fetch_add(&disk->calls, 1);
    if (atomic_load(&disk->system_error) == 0) return 0;
    return atomic_fetch_sub(&disk->remaining, 1) <= 0;
}

static int control_file(sqlite3_file *file, int operation, void *argument) {
    tail *t = tail_of(file);
    int code = atomic_load(&t->disk->system_error);
    if (operation == SQLITE_FCNTL_LAST_ERRNO && code) {
        *(int *)argument = code;
        return SQLITE_OK;
    }
    return t->base->xFileControl(file, operation, argument);
}

static int write_bytes(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    tail *t = tail_of(file);
    if (fails(t->disk)) {
        int code = atomic_load(&t->disk->system_error);
        if (code == ENOSPC) {
            /* A full disk takes what still fits: half of it. */
            t->base->xWrite(file, bytes, count / 2, offset);
            return SQLITE_FULL;
        }
        return SQLITE_IOERR_WRITE;
    }
    return t->base->xWrite(file, bytes, count, offset);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    tail *t = tail_of(file);
    return fails(t->disk) ? SQLITE_IOERR_TRUNCATE : t->base->xTruncate(file, size);
}

static int sync_file(sqlite3_file *file, int flags) {
    tail *t = tail_of(file);
    atomic_fetch_add(&t->disk->syncs, 1);
    return fails(t->disk) ? SQLITE_IOERR_FSYNC : t->base->xSync(file, flags);
}

static int open_file(sqlite3_vfs *layer, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags) {
    faulty_disk *disk = layer->pAppData;
    int status = disk->base->xOpen(disk->base, name, file, flags, out_flags);
    if (status != SQLITE_OK || file->pMethods == NULL) return status;
    tail *t = (tail *)((char *)file + ((disk->base->szOsFile + 15) & ~15));
    t->methods = *file->pMethods;
    t->base = file->pMethods;
    t->disk = disk;
    t->methods.xWrite = write_bytes;
    t->methods.xTruncate = truncate_file;
    t->methods.xSync = sync_file;
    t->methods.xFileControl = control_file;
    /* A mapped page would be written behind our back. */
    if (t->methods.iVersion > 2) t->methods.iVersion = 2;
    file->pMethods = &t->methods;
    return SQLITE_OK;
}

faulty_disk *faulty_disk_register(const char *name) {
    faulty_disk *disk = calloc(1, sizeof *disk);
    if (disk == NULL) return NULL;
    disk->base = sqlite3_vfs_find(NULL);
    disk->layer = *disk->base;
    disk->layer.pNext = NULL;
    disk->layer.zName = name;
    disk->layer.pAppData = disk;
    disk->layer.szOsFile = ((disk->base->szOsFile + 15) & ~15) + (int)sizeof(tail);
    disk->layer.xOpen = open_file;
    return sqlite3_vfs_register(&disk->layer, 0) == SQLITE_OK ? disk : NULL;
}

void faulty_disk_fail(faulty_disk *disk, int system_error, long count) {
    atomic_store(&disk->calls, 0);
    atomic_store(&disk->syncs, 0);
    atomic_store(&disk->remaining, count);
    atomic_store(&disk->system_error, system_error);
}

long faulty_disk_calls(faulty_disk *disk) { return atomic_load(&disk->calls); }

long faulty_disk_syncs(faulty_disk *disk) { return atomic_load(&disk->syncs); }
