// Linux calls that Swift's Glibc module does not show. GNU-only calls are defined in CLinux.c, because a header
// that defines _GNU_SOURCE does not compile when Swift imports it.
#ifndef PODPROBE_CLINUX_H
#define PODPROBE_CLINUX_H

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// "ECONNREFUSED"; NULL for a number without a name.
const char *clinux_error_name(int number);
/// "Connection refused", in English whatever the locale; NULL for an unknown number.
const char *clinux_error_text(int number);

/// epoll_pwait2 with the timeout in nanoseconds, below 0 for none. Where the kernel or a seccomp profile refuses that call,
/// epoll_wait in whole milliseconds, rounded up: later, never earlier.
int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t timeout_ns);

/// Names the calling thread (the kernel keeps 15 bytes) and blocks every signal in it except those that a fault raises.
void clinux_begin_thread(const char *name);
/// Lets the calling thread's timers expire exactly instead of up to 50 microseconds late.
void clinux_set_timer_slack(unsigned long ns);

/// From now on `signal` (1 to 64) adds one to an eventfd instead of ending the process. Returns that eventfd, always the same one for
/// a signal and never closed, because a handler may be about to write to it; or minus an errno.
int clinux_catch_signal(int signal);
/// Gives the signal its default action back.
void clinux_release_signal(int signal);

#include "CLinuxSpawn.h"

#endif
