#pragma once
#include <stdbool.h>
#include <stddef.h>

/// One option that a command takes.
struct cgetopt_option {
    const char *name;
    bool takes_value;
};

/// What came next on a command line.
enum cgetopt_kind {
    CGETOPT_END,
    CGETOPT_OPTION,
    CGETOPT_UNKNOWN,
    CGETOPT_MISSING_VALUE,
    CGETOPT_NEEDLESS_VALUE,
};

struct cgetopt_item {
    enum cgetopt_kind kind;
    /// Which of the options, for CGETOPT_OPTION.
    int option;
    /// Its value, for CGETOPT_OPTION; what was not understood otherwise, with its dashes. Valid until the next call.
    const char *text;
};

struct cgetopt;

/// Begins to read a command line by getopt_long(3), which has one state a process: end it before another begins. The arguments are
/// reordered, operands last, and must stay where they are. NULL if no memory is left.
struct cgetopt *cgetopt_begin(int count, char **arguments, const struct cgetopt_option *options, int option_count);
struct cgetopt_item cgetopt_next(struct cgetopt *reader);
/// The position of the first operand, once cgetopt_next has answered CGETOPT_END.
int cgetopt_operands(const struct cgetopt *reader);
void cgetopt_finish(struct cgetopt *reader);
