#pragma once
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The C face of ctemplate (guide.html, reference.html of libctemplate-dev). No function lets a C++ exception out: running out
/// of memory shows as false or NULL.

/// A set of parsed templates.
typedef struct ctemplate_shim_library ctemplate_shim_library;
/// What a template is filled with. A child belongs to the dictionary that it was added to.
typedef struct ctemplate_shim_dictionary ctemplate_shim_dictionary;

/// Bytes that the shim allocated.
typedef struct {
    char *bytes;
    size_t count;
} ctemplate_shim_output;

ctemplate_shim_library *ctemplate_shim_library_create(void);
void ctemplate_shim_library_free(ctemplate_shim_library *library);
/// Parses a template; false if it is malformed or the name is taken. The bytes are copied.
bool ctemplate_shim_library_add(
    ctemplate_shim_library *library, const char *name, size_t name_size, const char *bytes, size_t size);
/// After this nothing is added, and any number of threads may expand at once.
void ctemplate_shim_library_freeze(ctemplate_shim_library *library);

ctemplate_shim_dictionary *ctemplate_shim_dictionary_create(void);
void ctemplate_shim_dictionary_free(ctemplate_shim_dictionary *dictionary);
/// The names of values, sections and markers are constants of the program: they are known by their address.
bool ctemplate_shim_set(
    ctemplate_shim_dictionary *dictionary, const char *name, size_t name_size, const char *value, size_t size);
/// Shows a section once, with what the dictionary itself holds.
bool ctemplate_shim_show(ctemplate_shim_dictionary *dictionary, const char *name, size_t name_size);
/// Shows a section once more, with a dictionary of its own that looks up in its parent what it does not hold.
ctemplate_shim_dictionary *ctemplate_shim_add_section(
    ctemplate_shim_dictionary *dictionary, const char *name, size_t name_size);
/// Includes a template at a marker, with a dictionary of its own that sees nothing of its parent.
ctemplate_shim_dictionary *ctemplate_shim_add_include(
    ctemplate_shim_dictionary *dictionary, const char *marker, size_t marker_size, const char *name, size_t name_size);

/// Fills a template of a frozen library; false if it or a template that it includes does not exist. `free` the bytes.
bool ctemplate_shim_expand(
    const ctemplate_shim_library *library, const char *name, size_t name_size,
    const ctemplate_shim_dictionary *dictionary, ctemplate_shim_output *output);

#ifdef __cplusplus
}
#endif
