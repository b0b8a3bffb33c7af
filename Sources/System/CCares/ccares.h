#pragma once
#include <ares.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* ares_init_options(3) takes a struct that is filled field by field; timeouts are in milliseconds here. */
static inline int ccares_open(
    ares_channel *channel, int timeout_milliseconds, int tries, ares_sock_state_cb callback, void *context) {
    struct ares_options options;
    memset(&options, 0, sizeof options);
    options.timeout = timeout_milliseconds;
    options.tries = tries;
    options.sock_state_cb = callback;
    options.sock_state_cb_data = context;
    return ares_init_options(channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
}

/* The sorted A and AAAA addresses of a name, both families (ares_getaddrinfo(3)). */
static inline void ccares_addresses(ares_channel channel, const char *name, ares_addrinfo_callback callback, void *context) {
    struct ares_addrinfo_hints hints;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    ares_getaddrinfo(channel, name, NULL, &hints, callback, context);
}

/* The text of one address; returns 0 for a family that is neither IPv4 nor IPv6. */
static inline int ccares_text(const struct ares_addrinfo_node *node, char text[INET6_ADDRSTRLEN]) {
    const void *address = NULL;
    if (node->ai_family == AF_INET)
        address = &((const struct sockaddr_in *)node->ai_addr)->sin_addr;
    else if (node->ai_family == AF_INET6)
        address = &((const struct sockaddr_in6 *)node->ai_addr)->sin6_addr;
    return address && inet_ntop(node->ai_family, address, text, INET6_ADDRSTRLEN) != NULL;
}

/* Class IN, type SRV (RFC 2782). */
static inline void ccares_services(ares_channel channel, const char *name, ares_callback callback, void *context) {
    ares_query(channel, name, 1, 33, callback, context);
}
