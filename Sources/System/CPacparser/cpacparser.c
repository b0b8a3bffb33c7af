#define _GNU_SOURCE
#include "cpacparser.h"

#include <errno.h>
#include <grp.h>
#include <pacparser.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

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

static int limit(int resource, rlim_t value) {
    struct rlimit limits = {value, value};
    return setrlimit(resource, &limits) == 0 ? 0 : errno;
}

static rlim_t present_size(void) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file) return 0;
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

int cpacparser_confine(size_t bytes, unsigned processor_seconds, unsigned seconds) {
    rlim_t size = present_size();
    int fault = 0;
    if (!size) return ENOSYS;
    if ((fault = limit(RLIMIT_AS, size + bytes)) || (fault = limit(RLIMIT_CPU, processor_seconds)) ||
        (fault = limit(RLIMIT_FSIZE, 0)) || (fault = limit(RLIMIT_CORE, 0)) || (fault = limit(RLIMIT_NOFILE, 32)) ||
        (fault = limit(RLIMIT_NPROC, 0)))
        return fault;
    /* SIGALRM ends it even if nobody watches. */
    alarm(seconds);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (geteuid() == 0) {
        const unsigned nobody = 65534;
        if (setgroups(0, NULL) != 0 || setresgid(nobody, nobody, nobody) != 0 ||
            setresuid(nobody, nobody, nobody) != 0)
            return errno;
    }
    return 0;
}

int cpacparser_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
