#pragma once
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/* curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, which Swift cannot call: one typed shim per kind of
   argument. The kinds are those of curl_easy_setopt(3) and curl_easy_getinfo(3). */

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_bytes(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_mime(CURL *easy, curl_mime *value) {
    return curl_easy_setopt(easy, CURLOPT_MIMEPOST, value);
}

/* A blob that libcurl copies: the caller may drop its bytes when this returns. */
static inline CURLcode ccurl_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}

static inline CURLcode ccurl_set_write(CURL *easy, size_t (*function)(char *, size_t, size_t, void *), void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    return code ? code : curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, function);
}

static inline CURLcode ccurl_set_header(CURL *easy, size_t (*function)(char *, size_t, size_t, void *), void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    return code ? code : curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, function);
}

static inline CURLcode ccurl_set_progress(
    CURL *easy, int (*function)(void *, curl_off_t, curl_off_t, curl_off_t, curl_off_t), void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_XFERINFODATA, context);
    return code ? code : curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, function);
}

static inline CURLcode ccurl_set_ready(CURL *easy, int (*function)(void *, char *, char *, int, int), void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
    return code ? code : curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode ccurl_set_socket(CURL *easy, int (*function)(void *, curl_socket_t, curlsocktype), void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, context);
    return code ? code : curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, function);
}

static inline CURLcode ccurl_set_debug(
    CURL *easy, int (*function)(CURL *, curl_infotype, char *, size_t, void *), void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_DEBUGDATA, context);
    return code ? code : curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, function);
}

/* CURLVERSION_NOW is a macro for an enumerator. */
static inline curl_version_info_data *ccurl_version(void) { return curl_version_info(CURLVERSION_NOW); }

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_certificates(CURL *easy, struct curl_certinfo **value) {
    return curl_easy_getinfo(easy, CURLINFO_CERTINFO, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_socket(
    CURLM *multi, int (*function)(CURL *, curl_socket_t, int, void *, void *), void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    return code ? code : curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}

static inline CURLMcode ccurl_multi_set_timer(CURLM *multi, int (*function)(CURLM *, long, void *), void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
    return code ? code : curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}

/* The union in CURLMsg is read here, so that Swift needs no unsafe cast. */
static inline CURL *ccurl_next_finished(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

/* Macros with casts and enumerators, which Swift does not import as numbers. */
static const long ccurl_auth_basic_or_digest = (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST);
static const long ccurl_auth_basic = (long)CURLAUTH_BASIC;
static const long ccurl_auth_digest = (long)CURLAUTH_DIGEST;
static const long ccurl_http_1_1 = (long)CURL_HTTP_VERSION_1_1;
static const long ccurl_tls_1_0 = (long)CURL_SSLVERSION_TLSv1_0;
static const long ccurl_tls_1_1 = (long)CURL_SSLVERSION_TLSv1_1;
static const long ccurl_tls_1_2 = (long)CURL_SSLVERSION_TLSv1_2;
static const long ccurl_tls_1_3 = (long)CURL_SSLVERSION_TLSv1_3;
static const curl_socket_t ccurl_socket_timeout = CURL_SOCKET_TIMEOUT;

/* What Swift's Glibc module leaves out of Linux, for the loop that drives libcurl: epoll(7) with the descriptor as its only datum,
   and eventfd(2). */
static inline int ccurl_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int ccurl_epoll_set(int epoll, int operation, int descriptor, int readable, int writable) {
    struct epoll_event event = {(readable ? EPOLLIN : 0u) | (writable ? EPOLLOUT : 0u), {.fd = descriptor}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

static inline int ccurl_epoll_is_readable(const struct epoll_event *event) { return (event->events & EPOLLIN) != 0; }
static inline int ccurl_epoll_is_writable(const struct epoll_event *event) { return (event->events & EPOLLOUT) != 0; }
static inline int ccurl_epoll_has_failed(const struct epoll_event *event) { return (event->events & (EPOLLERR | EPOLLHUP)) != 0; }

static inline int ccurl_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

static inline int ccurl_is_same_peer(const struct sockaddr_storage *left, const struct sockaddr_storage *right) {
    if (left->ss_family != right->ss_family) return 0;
    if (left->ss_family == AF_INET) {
        const struct sockaddr_in *a = (const struct sockaddr_in *)left, *b = (const struct sockaddr_in *)right;
        return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
    }
    const struct sockaddr_in6 *a = (const struct sockaddr_in6 *)left, *b = (const struct sockaddr_in6 *)right;
    return a->sin6_port == b->sin6_port && memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr) == 0;
}

/* Has the system take datagrams of one peer only, and throws away those of others that are waiting. Who sends the first one is the peer;
   it is unknown while its family is AF_UNSPEC. libcurl 7.88 would take a block of a TFTP transfer from anybody. */
static inline void ccurl_drop_strangers(int socket, struct sockaddr_storage *peer) {
    for (;;) {
        struct sockaddr_storage from = {0};
        socklen_t size = sizeof from;
        char byte;
        if (recvfrom(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT, (struct sockaddr *)&from, &size) < 0) return;
        if (peer->ss_family == AF_UNSPEC) {
            *peer = from;
            connect(socket, (struct sockaddr *)&from, size);
        }
        if (ccurl_is_same_peer(peer, &from)) return;
        recv(socket, &byte, 1, MSG_DONTWAIT);
    }
}
