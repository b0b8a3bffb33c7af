// Commits, for some seconds, the rows that a submit of one field makes, in a database with the phone's tables and with the
// phone's settings. Prints how many it committed, and how many a second.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static sqlite3 *db;

static void check(int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE) return;
    fprintf(stderr, "commits: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *prepared(const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
    return statement;
}

static void run(sqlite3_stmt *statement, sqlite3_int64 number) {
    if (sqlite3_bind_parameter_count(statement) > 0) check(sqlite3_bind_int64(statement, 1, number));
    check(sqlite3_step(statement));
    check(sqlite3_reset(statement));
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    check(sqlite3_open(arguments[1], &db));
    check(sqlite3_exec(db,
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 4194304", NULL, NULL, NULL));
    sqlite3_stmt *begin = prepared("BEGIN IMMEDIATE");
    sqlite3_stmt *revision = prepared(
        "INSERT INTO revision (number, time, origin, origin_detail, author, note, change_count)"
        " VALUES (?1, ?1, 'web', 'admin', 'admin', '', 1)");
    sqlite3_stmt *change = prepared(
        "INSERT INTO change (revision, parameter, replaces, is_set, value, user_preference, user_modified)"
        " VALUES (?1, 'GPP_A', (SELECT change FROM present WHERE parameter = 'GPP_A'), 1, 'value ' || ?1, 0, 0)");
    sqlite3_stmt *present = prepared(
        "INSERT INTO present (parameter, change) VALUES ('GPP_A', last_insert_rowid())"
        " ON CONFLICT (parameter) DO UPDATE SET change = excluded.change");
    sqlite3_stmt *commit = prepared("COMMIT");
    sqlite3_stmt *last = prepared("SELECT max(number) FROM revision");
    if (sqlite3_step(last) != SQLITE_ROW) check(sqlite3_errcode(db));
    sqlite3_int64 first = sqlite3_column_int64(last, 0);
    check(sqlite3_reset(last));

    sqlite3_int64 number = first;
    double start = now(), end = start + atof(arguments[2]);
    while (now() < end) {
        number++;
        run(begin, number);
        run(revision, number);
        run(change, number);
        run(present, number);
        run(commit, number);
    }
    printf("%lld %.1f\n", (long long)(number - first), (double)(number - first) / (now() - start));
    return 0;
}
