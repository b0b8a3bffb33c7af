#pragma once

/* A layer between SQLite and the file system that fails on demand. It keeps the real files: only single calls fail. */
typedef struct faulty_disk faulty_disk;

/* Registers the layer under a name that no other has, which must live as long as the process. NULL without memory. */
faulty_disk *faulty_disk_register(const char *name);

/* From now on the writing calls (write, truncate, sync) fail with SQLITE_IOERR and this error number of the system, once `count`
   more of them succeeded. 0 ends it. */
void faulty_disk_fail(faulty_disk *disk, int system_error, long count);

/* How many writing calls there were since the last faulty_disk_fail. */
long faulty_disk_calls(faulty_disk *disk);

/* How many of these were syncs. */
long faulty_disk_syncs(faulty_disk *disk);
