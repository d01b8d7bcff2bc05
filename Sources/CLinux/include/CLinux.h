// Linux calls that Swift's Glibc module does not show. GNU-only calls are defined in CLinux.c, because a header
// that defines _GNU_SOURCE does not compile when Swift imports it.
#ifndef PODPROBE_CLINUX_H
#define PODPROBE_CLINUX_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

/// "ECONNREFUSED"; NULL for a number without a name.
const char *clinux_error_name(int number);
/// "Connection refused", in English whatever the locale; NULL for an unknown number.
const char *clinux_error_text(int number);

#include "CLinuxSpawn.h"

#endif
