#pragma once
#include <stddef.h>

/* libpacparser has one engine a process and reports faults to a function with a va_list, which Swift cannot take: here is the one call
   that a process makes of it. */

enum cpacparser_result { cpacparser_answered, cpacparser_no_engine, cpacparser_bad_script, cpacparser_no_answer };

/* Runs FindProxyForURL(url, host) of the script. `text` gets the answer, or what the engine said of the fault, cut to `size` bytes with
   the zero at its end. `own_address` may be NULL: then myIpAddress() is what the host's name resolves to. */
enum cpacparser_result cpacparser_evaluate(
    const char *script, const char *url, const char *host, const char *own_address, char *text, size_t size);
