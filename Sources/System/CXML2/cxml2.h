#pragma once
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/encoding.h>
#include <libxml/xmlerror.h>

static inline void cxml2_ignore_error(void *context, xmlErrorPtr error) { (void)context; (void)error; }

/* Converts what `in` holds to UTF-8. A conversion has no parser to report to, so libxml2 would print its fault to standard
   error: this thread's handler is silent meanwhile. The variables behind these macros belong to the thread. */
static inline int cxml2_decode(xmlCharEncodingHandlerPtr handler, xmlBufferPtr out, xmlBufferPtr in) {
    xmlStructuredErrorFunc handler_before = xmlStructuredError;
    void *context_before = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, cxml2_ignore_error);
    int written = xmlCharEncInFunc(handler, out, in);
    xmlSetStructuredErrorFunc(context_before, handler_before);
    return written;
}

/* xmlBufferCreateStatic does not write to the bytes, but its parameter is not const. */
static inline xmlBufferPtr cxml2_buffer(const void *bytes, size_t count) {
    return xmlBufferCreateStatic((void *)bytes, count);
}
