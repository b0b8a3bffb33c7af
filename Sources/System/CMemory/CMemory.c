#define _GNU_SOURCE
#include "CMemory.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// Whole pages only: what begins or ends within one stays.
static void forget(uintptr_t start, uintptr_t size) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = (start + page - 1) & ~(page - 1), end = (start + size) & ~(page - 1);
    if (first < end) madvise((void *)first, end - first, MADV_DONTNEED);
}

// Code alone: it is mapped without the right to write, so that its pages are those of the file.
static int forget_code(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size, (void)context;
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[index];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) && !(part->p_flags & PF_W))
            forget(object->dlpi_addr + part->p_vaddr, part->p_memsz);
    }
    return 0;
}

void onhook_memory_give_back(void) {
    malloc_trim(0);
    dl_iterate_phdr(forget_code, NULL);
}
