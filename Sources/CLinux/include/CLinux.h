// Linux calls that Swift's Glibc module does not show. GNU-only calls are defined in CLinux.c, because a header
// that defines _GNU_SOURCE does not compile when Swift imports it.
#ifndef PODPROBE_CLINUX_H
#define PODPROBE_CLINUX_H

#include <sys/epoll.h>
#include <sys/eventfd.h>

#endif
