#pragma once
#include <spawn.h>
#include <stddef.h>

/* libpacparser has one engine a process and reports faults to a function with a va_list, which Swift cannot take: here is the one call
   that a process makes of it. */

enum cpacparser_result { cpacparser_answered, cpacparser_no_engine, cpacparser_bad_script, cpacparser_no_answer };

/* Runs FindProxyForURL(url, host) of the script. `text` gets the answer, or what the engine said of the fault, cut to `size` bytes with
   the zero at its end. `own_address` may be NULL: then myIpAddress() is what the host's name resolves to. */
enum cpacparser_result cpacparser_evaluate(
    const char *script, const char *url, const char *host, const char *own_address, char *text, size_t size);

/* Takes everything from this process that a script has no use for, for good: more memory than `bytes` besides what it has, more than
   `processor_seconds` of processor time and `seconds` of any, files, children, core dumps, and root's rights. Returns 0, or the error
   number. */
int cpacparser_confine(size_t bytes, unsigned processor_seconds, unsigned seconds);

/* posix_spawn_file_actions_addclosefrom_np(3), which Swift's Glibc module leaves out. */
int cpacparser_close_from(posix_spawn_file_actions_t *actions, int first);
