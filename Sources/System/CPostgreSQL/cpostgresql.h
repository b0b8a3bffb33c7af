#pragma once
#include <libpq-fe.h>
#include <postgres_ext.h>

/* Character constants, which Swift imports as texts of no use. */
enum { CPOSTGRESQL_SQLSTATE = PG_DIAG_SQLSTATE, CPOSTGRESQL_MESSAGE = PG_DIAG_MESSAGE_PRIMARY };

static inline void cpostgresql_ignore(void *context, const char *message) {
    (void)context;
    (void)message;
}

/* What the server notes besides is not for our standard error, where libpq writes it. */
static inline void cpostgresql_ignore_notices(PGconn *connection) {
    PQsetNoticeProcessor(connection, cpostgresql_ignore, (void *)0);
}
