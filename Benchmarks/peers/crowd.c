// A crowd that loads one page: connections that are kept, from as many addresses as a phone asks for (a hundred each, 127.0.1.1 and on),
// each of which asks again when it has its answer. Prints answers, answers a second, and the milliseconds that half and all but a hundredth
// of them took.
//
// crowd PORT CONNECTIONS SECONDS <request
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PER_ADDRESS = 100, HEAD = 4096, MOST_ANSWERS = 4 << 20 };

struct client {
    int socket;
    char head[HEAD + 1];
    size_t head_size;
    long missing;  // Bytes of the body; -1 while the head is read.
    double asked;
};

static char request[HEAD];
static size_t request_size;
static float *times;
static long answers;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void ask(struct client *client) {
    client->head_size = 0;
    client->missing = -1;
    client->asked = now();
    if (write(client->socket, request, request_size) != (ssize_t)request_size) fail("write");
}

static void come(struct client *client, int number, int port) {
    struct sockaddr_in here = {.sin_family = AF_INET}, there = here;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 256 + (unsigned)(number / PER_ADDRESS));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there.sin_port = htons((unsigned short)port);
    client->socket = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(client->socket, (struct sockaddr *)&here, sizeof here) != 0) fail("bind");
    if (connect(client->socket, (struct sockaddr *)&there, sizeof there) != 0) fail("connect");
}

// Takes what has come of the head and returns how much of it was body.
static long take_head(struct client *client, const char *bytes, size_t size) {
    size_t room = HEAD - client->head_size, taken = size < room ? size : room;
    memcpy(client->head + client->head_size, bytes, taken);
    client->head_size += taken;
    client->head[client->head_size] = 0;
    char *end = strstr(client->head, "\r\n\r\n");
    if (end == NULL) {
        if (client->head_size == HEAD) fail("a head that is too long");
        return 0;
    }
    char *length = strcasestr(client->head, "\r\nContent-Length: ");
    if (strncmp(client->head, "HTTP/1.1 200", 12) != 0 || length == NULL) {
        fprintf(stderr, "crowd: answered with %.60s\n", client->head);
        exit(1);
    }
    client->missing = atol(length + 18);
    long head = end + 4 - client->head;
    return (long)(client->head_size - (size_t)head + (size - taken));
}

static void hear(struct client *client) {
    static char bytes[256 << 10];
    ssize_t size = recv(client->socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) fail("a connection ended");
    long body = client->missing < 0 ? take_head(client, bytes, (size_t)size) : size;
    if (client->missing < 0) return;
    client->missing -= body;
    if (client->missing > 0) return;
    if (answers < MOST_ANSWERS) times[answers] = (float)(now() - client->asked);
    answers++;
    ask(client);
}

static int by_size(const void *left, const void *right) {
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    int port = atoi(arguments[1]), connections = atoi(arguments[2]), events = epoll_create1(0);
    request_size = fread(request, 1, sizeof request, stdin);
    times = malloc(MOST_ANSWERS * sizeof *times);
    struct client *clients = calloc((size_t)connections, sizeof *clients);
    for (int number = 0; number < connections; number++) {
        come(&clients[number], number, port);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &clients[number]};
        epoll_ctl(events, EPOLL_CTL_ADD, clients[number].socket, &event);
    }
    double start = now(), end = start + atof(arguments[3]);
    for (int number = 0; number < connections; number++) ask(&clients[number]);
    while (now() < end) {
        struct epoll_event ready[64];
        int found = epoll_wait(events, ready, 64, 100);
        for (int index = 0; index < found; index++) hear(ready[index].data.ptr);
    }
    long kept = answers < MOST_ANSWERS ? answers : MOST_ANSWERS;
    if (kept == 0) fail("no answer");
    double seconds = now() - start;
    qsort(times, (size_t)kept, sizeof *times, by_size);
    printf("%ld %.1f %.3f %.3f\n", answers, (double)answers / seconds, times[kept / 2] * 1e3, times[kept * 99 / 100] * 1e3);
    return 0;
}
