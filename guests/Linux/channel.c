/*
 * channel offer PEER, channel bind PEER, channel ask PEER: Linux domains talk by the kernel's own drivers, xen-evtchn,
 * xen-gntalloc and xen-gntdev. One offers a page and an event channel; another finds the page, reads in it which channel,
 * answers, and they send events to and fro. A third asks for the same and says what it is told. channel storm ITSELF sends
 * events to its own domain without end. channel loop ITSELF: two processes of one domain send events to and fro.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* The kernel's headers want them and do not bring them along. */
typedef uint16_t domid_t;
typedef uint32_t grant_ref_t;
#include <xen/evtchn.h>
#include <xen/gntalloc.h>
#include <xen/gntdev.h>

enum { PAGE = 4096, MAGIC = 0x76636831, ROUNDS = 1000, FIRST_REFERENCE = 8, LAST_REFERENCE = 32, SECONDS = 240 };

struct shared {
    volatile uint32_t magic;
    volatile uint32_t port;
    char offered[64];
    char answer[64];
};

static void fail(const char *what)
{
    printf("channel: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int device(const char *name)
{
    int file = open(name, O_RDWR | O_CLOEXEC);
    if (file < 0)
        fail(name);
    return file;
}

static void await_event(int events)
{
    uint32_t port;
    if (read(events, &port, sizeof port) != sizeof port || write(events, &port, sizeof port) != sizeof port)
        fail("waiting for an event");
}

static void notify(int events, uint32_t port)
{
    struct ioctl_evtchn_notify notice = {.port = port};
    if (ioctl(events, IOCTL_EVTCHN_NOTIFY, &notice) < 0)
        fail("sending an event");
}

static uint64_t ticks(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static int offer(unsigned peer)
{
    int events = device("/dev/xen/evtchn"), pages = device("/dev/xen/gntalloc");
    struct ioctl_evtchn_bind_unbound_port wanted = {.remote_domain = peer};
    int port = ioctl(events, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &wanted);
    if (port < 0)
        fail("offering an event channel");
    struct ioctl_gntalloc_alloc_gref grant = {.domid = (uint16_t)peer, .flags = GNTALLOC_FLAG_WRITABLE, .count = 1};
    if (ioctl(pages, IOCTL_GNTALLOC_ALLOC_GREF, &grant) < 0)
        fail("granting a page");
    struct shared *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, pages, (off_t)grant.index);
    if (shared == MAP_FAILED)
        fail("mapping the granted page");

    strcpy(shared->offered, "3 crates of oranges");
    shared->port = (uint32_t)port;
    __sync_synchronize();
    shared->magic = MAGIC;
    printf("offers domain %u a page and a channel\n", peer);
    for (int i = 0; i < ROUNDS; i++) {
        await_event(events);
        notify(events, (uint32_t)port);
    }

    printf("domain %u answers \"%s\" and has sent %d events\n", peer, shared->answer, ROUNDS);
    return 0;
}

/* The page of the peer's in which a channel is offered, looked for among its first grants; NULL when there is none. */
static struct shared *find(int grants, unsigned peer, unsigned last)
{
    for (unsigned reference = FIRST_REFERENCE; reference <= last; reference++) {
        struct ioctl_gntdev_map_grant_ref map = {.count = 1, .refs = {{.domid = peer, .ref = reference}}};
        if (ioctl(grants, IOCTL_GNTDEV_MAP_GRANT_REF, &map) < 0)
            fail("naming a grant");
        struct shared *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, grants, (off_t)map.index);
        int error = errno;
        if (shared != MAP_FAILED && shared->magic == MAGIC)
            return shared;
        if (shared != MAP_FAILED)
            munmap(shared, PAGE);
        struct ioctl_gntdev_unmap_grant_ref unmap = {.index = map.index, .count = 1};
        ioctl(grants, IOCTL_GNTDEV_UNMAP_GRANT_REF, &unmap);
        errno = error;
    }

    return NULL;
}

/* Asks once, for what the policy of the sample does not allow. */
static int ask(unsigned peer)
{
    struct ioctl_evtchn_bind_interdomain wanted = {.remote_domain = peer, .remote_port = 8};
    int port = ioctl(device("/dev/xen/evtchn"), IOCTL_EVTCHN_BIND_INTERDOMAIN, &wanted);
    printf("binds a channel of domain %u: %s\n", peer, port < 0 ? strerror(errno) : "done");
    struct shared *shared = find(device("/dev/xen/gntdev"), peer, FIRST_REFERENCE);
    printf("maps a page of domain %u: %s\n", peer, shared == NULL ? "refused" : "done");
    return 0;
}

static int bind_to(unsigned peer)
{
    int events = device("/dev/xen/evtchn"), grants = device("/dev/xen/gntdev");
    struct shared *shared = NULL;
    for (int tries = 0; shared == NULL && tries < SECONDS * 5; tries++) {
        shared = find(grants, peer, LAST_REFERENCE);
        if (shared == NULL)
            usleep(200000);
    }

    if (shared == NULL)
        fail("no page with a channel");
    struct ioctl_evtchn_bind_interdomain wanted = {.remote_domain = peer, .remote_port = shared->port};
    int port = ioctl(events, IOCTL_EVTCHN_BIND_INTERDOMAIN, &wanted);
    if (port < 0)
        fail("binding the channel");
    printf("domain %u offers \"%s\"\n", peer, shared->offered);
    strcpy(shared->answer, "bring them");
    /* Binding raises an event here, for what the other side may have sent before. */
    await_event(events);
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t start = ticks();
        notify(events, (uint32_t)port);
        await_event(events);
        uint64_t took = ticks() - start;
        if (took < least)
            least = took;
    }

    printf("%d events there and back\n", ROUNDS);
    if (getenv("measure") != NULL)
        printf("least ticks of the time-stamp counter there and back: %llu\n", (unsigned long long)least);
    return 0;
}

static void storm(unsigned self)
{
    int events = device("/dev/xen/evtchn");
    struct ioctl_evtchn_bind_unbound_port wanted = {.remote_domain = self};
    int port = ioctl(events, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &wanted);
    struct ioctl_evtchn_bind_interdomain other = {.remote_domain = self, .remote_port = (uint32_t)port};
    int end = port < 0 ? port : ioctl(events, IOCTL_EVTCHN_BIND_INTERDOMAIN, &other);
    if (end < 0)
        fail("a channel to itself");
    puts("sends events to itself");
    for (uint32_t i = 0;; i++) {
        notify(events, (uint32_t)port);
        if (i == 1000)
            puts("has sent 1000 events to itself");
    }
}

/* Two processes of one domain, by a channel of the domain with itself: instructions there and back, on any hypervisor. */
static int loop(unsigned self)
{
    int events = device("/dev/xen/evtchn");
    struct ioctl_evtchn_bind_unbound_port wanted = {.remote_domain = self};
    int port = ioctl(events, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &wanted);
    if (port < 0)
        fail("offering an event channel");
    if (fork() == 0) {
        for (int i = 0; i <= ROUNDS; i++) {
            await_event(events);
            notify(events, (uint32_t)port);
        }
        exit(0);
    }

    int mine = device("/dev/xen/evtchn");
    struct ioctl_evtchn_bind_interdomain other = {.remote_domain = self, .remote_port = (unsigned)port};
    int bound = ioctl(mine, IOCTL_EVTCHN_BIND_INTERDOMAIN, &other);
    if (bound < 0)
        fail("binding the channel");
    /* Once to begin with: binding may have raised an event. The clock is read twice only, for it may be emulated. */
    uint64_t start = 0;
    for (int i = 0; i <= ROUNDS; i++) {
        if (i == 1)
            start = ticks();
        notify(mine, (uint32_t)bound);
        await_event(mine);
    }

    printf("mean ticks there and back in one domain: %llu\n", (unsigned long long)((ticks() - start) / ROUNDS));
    return 0;
}

int main(int count, char **words)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (count == 3 && strcmp(words[1], "offer") == 0)
        return offer((unsigned)atoi(words[2]));
    if (count == 3 && strcmp(words[1], "bind") == 0)
        return bind_to((unsigned)atoi(words[2]));
    if (count == 3 && strcmp(words[1], "ask") == 0)
        return ask((unsigned)atoi(words[2]));
    if (count == 3 && strcmp(words[1], "loop") == 0)
        return loop((unsigned)atoi(words[2]));
    if (count == 3 && strcmp(words[1], "storm") == 0)
        storm((unsigned)atoi(words[2]));
    fprintf(stderr, "usage: channel offer|bind|ask|storm|loop DOMAIN\n");
    return 2;
}
