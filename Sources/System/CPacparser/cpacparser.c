#include "cpacparser.h"

#include <pacparser.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char complaint[1024];

/* pacparser.h: a message that begins with DEBUG: or WARNING: is no fault. The engine's words come before the library's summary: the
   first ones tell the most. */
static int complain(const char *format, va_list arguments) {
    char line[512];
    int count = vsnprintf(line, sizeof line, format, arguments);
    if (strncmp(line, "DEBUG:", 6) == 0 || strncmp(line, "WARNING:", 8) == 0) return count;
    strncat(complaint, line, sizeof complaint - strlen(complaint) - 1);
    return count;
}

enum cpacparser_result cpacparser_evaluate(
    const char *script, const char *url, const char *host, const char *own_address, char *text, size_t size) {
    enum cpacparser_result result = cpacparser_answered;
    const char *answer = NULL;
    complaint[0] = 0;
    pacparser_set_error_printer(complain);
    if (own_address) pacparser_setmyip(own_address);
    if (!pacparser_init())
        result = cpacparser_no_engine;
    else if (!pacparser_parse_pac_string(script))
        result = cpacparser_bad_script;
    else if (!(answer = pacparser_find_proxy(url, host)))
        result = cpacparser_no_answer;
    snprintf(text, size, "%s", answer ? answer : complaint);
    return result;
}
