#ifndef CTOML_H
#define CTOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What stands in a document.
typedef enum {
    CTOML_TABLE,
    CTOML_ARRAY,
    CTOML_END,
    CTOML_STRING,
    CTOML_INTEGER,
    CTOML_FLOAT,
    CTOML_BOOLEAN,
    CTOML_TIME,
} ctoml_kind;

/// One thing on the way through a document, in its order. Texts last as long as the call that gets them.
typedef struct {
    ctoml_kind kind;
    /// The key before it; null in arrays and of the document itself.
    const char *key;
    size_t key_length;
    /// Of a string; of a date or time as TOML writes it.
    const char *text;
    size_t text_length;
    int64_t integer;
    double number;
    /// Of the key, or of the value where there is no key; both from 1.
    uint32_t line;
    uint32_t column;
    /// Of the value.
    uint32_t value_line;
    uint32_t value_column;
} ctoml_item;

/// Why a text is no TOML document.
typedef struct {
    char reason[256];
    uint32_t line;
    uint32_t column;
} ctoml_fault;

/// Reads a document and hands each item over; false, with the fault, if it is none. Nothing is handed over then.
bool ctoml_read(
    const char *bytes, size_t count, void *context, void (*take)(void *context, const ctoml_item *item),
    ctoml_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
