#define _GNU_SOURCE
#include "cgetopt.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

struct cgetopt {
    int count;
    char **arguments;
    int option_count;
    struct option *options;
    /* A short option that does not exist, `-x`. */
    char letter[3];
};

/* Values of long options, beyond every character. */
enum { FIRST = 1000 };

struct cgetopt *cgetopt_begin(int count, char **arguments, const struct cgetopt_option *options, int option_count) {
    struct cgetopt *reader = calloc(1, sizeof *reader);
    struct option *table = calloc((size_t)option_count + 1, sizeof *table);
    if (reader == NULL || table == NULL) {
        free(reader);
        free(table);
        return NULL;
    }
    for (int i = 0; i < option_count; i++) {
        table[i].name = options[i].name;
        table[i].has_arg = options[i].takes_value ? required_argument : no_argument;
        table[i].val = FIRST + i;
    }
    *reader = (struct cgetopt){count, arguments, option_count, table, "-?"};
    optind = 0;
    opterr = 0;
    return reader;
}

struct cgetopt_item cgetopt_next(struct cgetopt *reader) {
    int value = getopt_long(reader->count, reader->arguments, ":h", reader->options, NULL);
    const char *current = optind > 0 && optind <= reader->count ? reader->arguments[optind - 1] : "";
    if (value == -1) return (struct cgetopt_item){CGETOPT_END, 0, NULL};
    if (value >= FIRST) return (struct cgetopt_item){CGETOPT_OPTION, value - FIRST, optarg};
    if (value == ':') return (struct cgetopt_item){CGETOPT_MISSING_VALUE, 0, current};
    if (value == 'h') {
        for (int i = 0; i < reader->option_count; i++) {
            if (strcmp(reader->options[i].name, "help") == 0) return (struct cgetopt_item){CGETOPT_OPTION, i, NULL};
        }
    }
    if (optopt >= FIRST) return (struct cgetopt_item){CGETOPT_NEEDLESS_VALUE, 0, current};
    if (optopt == 0) return (struct cgetopt_item){CGETOPT_UNKNOWN, 0, current};
    reader->letter[1] = (char)optopt;
    return (struct cgetopt_item){CGETOPT_UNKNOWN, 0, reader->letter};
}

int cgetopt_operands(const struct cgetopt *reader) { return optind < reader->count ? optind : reader->count; }

void cgetopt_finish(struct cgetopt *reader) {
    if (reader != NULL) free(reader->options);
    free(reader);
}
