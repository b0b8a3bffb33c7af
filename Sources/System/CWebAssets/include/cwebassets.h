#pragma once
#include <stddef.h>

/// A file of the project as it was when the program was built.
typedef struct {
    /// Its path inside `Views`, `Public` or `Languages`.
    const char *name;
    const unsigned char *bytes;
    size_t size;
} cwebassets_file;

/// The templates of the pages, `Views/` of the project.
const cwebassets_file *cwebassets_views(size_t *count);

/// What browsers load beside the pages, `Public/` of the project.
const cwebassets_file *cwebassets_public(size_t *count);

/// What the pages say in other languages, `Languages/` of the project.
const cwebassets_file *cwebassets_languages(size_t *count);
