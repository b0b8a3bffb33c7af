#pragma once
#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlmemory.h>

/* xmlFree is a global variable, which Swift 6 refuses as shared mutable state. */
static inline void cxml2_free(void *pointer) { xmlFree(pointer); }
