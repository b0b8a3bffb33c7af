#pragma once
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// What Swift cannot call by itself: variadic functions, `va_list` and bit masks of enumerations.

/// One listening socket and what answers on it.
struct onhook_httpd_config {
    int listen_fd;
    unsigned int threads;
    unsigned int connection_limit;
    unsigned int per_address_limit;
    unsigned int idle_seconds;
    size_t connection_memory;
    const char *certificate;
    const char *key;
    const char *priorities;
    void *context;
    MHD_AccessHandlerCallback answer;
    void *(*target)(void *context, const char *uri, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection_changed;
    size_t (*keep_escapes)(void *context, struct MHD_Connection *connection, char *text);
};

struct onhook_httpd_log {
    char text[256];
};

/// Where messages of a start go, on the thread that starts. The library logs as long as the daemon lives, on its own threads: no
/// pointer to anything that dies earlier may be its context.
static inline struct onhook_httpd_log **onhook_httpd_start_log(void)
{
    static _Thread_local struct onhook_httpd_log *log;
    return &log;
}

/// Keeps the last message of the start; later messages are dropped.
static inline void onhook_httpd_logger(void *context, const char *format, va_list arguments)
{
    struct onhook_httpd_log *log = *onhook_httpd_start_log();
    (void)context;
    if (log == NULL)
        return;
    vsnprintf(log->text, sizeof log->text, format, arguments);
    log->text[strcspn(log->text, "\n")] = 0;
}

static inline struct MHD_Daemon *onhook_httpd_start(
    const struct onhook_httpd_config *config, struct onhook_httpd_log *log)
{
    unsigned int flags = MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | MHD_USE_ITC;
    // libmicrohttpd 0.9.75 with epoll does not note that a handshake has read all there is, and asks again and again until more comes: one
    // client that stops halfway would keep a thread busy.
    flags |= config->certificate == NULL ? MHD_USE_EPOLL_INTERNAL_THREAD : MHD_USE_POLL_INTERNAL_THREAD;
    struct MHD_OptionItem options[20];
    int count = 0;
#define OPTION(name, number, pointer) \
    options[count++] = (struct MHD_OptionItem){name, (intptr_t)(number), (void *)(pointer)}
    OPTION(MHD_OPTION_LISTEN_SOCKET, config->listen_fd, NULL);
    OPTION(MHD_OPTION_CONNECTION_LIMIT, config->connection_limit, NULL);
    OPTION(MHD_OPTION_PER_IP_CONNECTION_LIMIT, config->per_address_limit, NULL);
    OPTION(MHD_OPTION_CONNECTION_TIMEOUT, config->idle_seconds, NULL);
    OPTION(MHD_OPTION_CONNECTION_MEMORY_LIMIT, config->connection_memory, NULL);
    OPTION(MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL);
    OPTION(MHD_OPTION_URI_LOG_CALLBACK, config->target, config->context);
    OPTION(MHD_OPTION_NOTIFY_COMPLETED, config->completed, config->context);
    OPTION(MHD_OPTION_NOTIFY_CONNECTION, config->connection_changed, config->context);
    OPTION(MHD_OPTION_UNESCAPE_CALLBACK, config->keep_escapes, NULL);
    if (config->threads > 1)
        OPTION(MHD_OPTION_THREAD_POOL_SIZE, config->threads, NULL);
    if (config->certificate != NULL) {
        flags |= MHD_USE_TLS;
        OPTION(MHD_OPTION_HTTPS_MEM_CERT, 0, config->certificate);
        OPTION(MHD_OPTION_HTTPS_MEM_KEY, 0, config->key);
        OPTION(MHD_OPTION_HTTPS_PRIORITIES, 0, config->priorities);
    }
    OPTION(MHD_OPTION_END, 0, NULL);
#undef OPTION
    *onhook_httpd_start_log() = log;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, config->answer, config->context, MHD_OPTION_EXTERNAL_LOGGER, onhook_httpd_logger, NULL,
        MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    *onhook_httpd_start_log() = NULL;
    return daemon;
}

static inline int onhook_httpd_socket(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

/// The slot that holds what `connection_changed` stored for the connection.
static inline void *onhook_httpd_socket_context(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

/// Bytes of the request line, the header lines and the empty line; 0 when not known.
static inline size_t onhook_httpd_header_size(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

/// `struct ucred` of unix(7), which glibc shows to GNU sources only.
struct onhook_httpd_credentials {
    int process;
    unsigned int user;
    unsigned int group;
};

/// A key for session tickets; false without randomness or memory. `gnutls_free` is a variable, which Swift 6 does not call.
static inline _Bool onhook_httpd_make_ticket_key(gnutls_datum_t *key)
{
    return gnutls_session_ticket_key_generate(key) == GNUTLS_E_SUCCESS;
}

static inline void onhook_httpd_free_ticket_key(gnutls_datum_t *key)
{
    gnutls_memset(key->data, 0, key->size);
    gnutls_free(key->data);
}

/// Offers tickets to a client that has just connected, before its handshake. GnuTLS copies the key.
static inline _Bool onhook_httpd_offer_tickets(
    struct MHD_Connection *connection, const gnutls_datum_t *key, int seconds)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (info == NULL || info->tls_session == NULL)
        return 0;
    gnutls_db_set_cache_expiration((gnutls_session_t)info->tls_session, seconds);
    return gnutls_session_ticket_enable_server((gnutls_session_t)info->tls_session, key) == GNUTLS_E_SUCCESS;
}
