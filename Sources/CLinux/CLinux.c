#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

const char *clinux_error_name(int number) { return strerrorname_np(number); }

const char *clinux_error_text(int number) { return strerrordesc_np(number); }

static int wait_in_milliseconds(int epoll, struct epoll_event *events, int capacity, int64_t timeout_ns) {
    if (timeout_ns < 0) return epoll_wait(epoll, events, capacity, -1);
    int64_t ms = timeout_ns / 1000000 + (timeout_ns % 1000000 != 0);
    return epoll_wait(epoll, events, capacity, ms > INT_MAX ? INT_MAX : (int)ms);
}

int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t timeout_ns) {
    struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    int count = epoll_pwait2(epoll, events, capacity, timeout_ns < 0 ? NULL : &timeout, NULL);
    if (count < 0 && (errno == ENOSYS || errno == EPERM)) {
        return wait_in_milliseconds(epoll, events, capacity, timeout_ns);
    }
    return count;
}

void clinux_begin_thread(const char *name) {
    char kept[16];
    strncpy(kept, name, sizeof kept - 1);
    kept[sizeof kept - 1] = 0;
    pthread_setname_np(pthread_self(), kept);
    // A blocked fault signal would end the process without the backtrace that its handler prints.
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF};
    sigset_t blocked;
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&blocked, faults[i]);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
}

void clinux_set_timer_slack(unsigned long ns) { prctl(PR_SET_TIMERSLACK, ns); }

// One more than the eventfd of each signal; 0 for none yet.
static atomic_int signal_events[65];

static void count_signal(int signal) {
    int saved = errno;
    uint64_t one = 1;
    // Fails only when 2^64 signals wait.
    ssize_t written = write(atomic_load(&signal_events[signal]) - 1, &one, sizeof one);
    (void)written;
    errno = saved;
}

static int event_of_signal(int signal) {
    int event = atomic_load(&signal_events[signal]) - 1;
    if (event >= 0) return event;
    event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (event < 0) return -errno;
    int none = 0;
    if (atomic_compare_exchange_strong(&signal_events[signal], &none, event + 1)) return event;
    close(event);
    return none - 1;
}

int clinux_catch_signal(int signal) {
    int event = event_of_signal(signal);
    if (event < 0) return event;
    // What an earlier watcher left unread is not for the next one.
    uint64_t stale;
    ssize_t count = read(event, &stale, sizeof stale);
    (void)count;
    struct sigaction action = {.sa_handler = count_signal, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    return sigaction(signal, &action, NULL) == 0 ? event : -errno;
}

void clinux_release_signal(int signal) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
}
