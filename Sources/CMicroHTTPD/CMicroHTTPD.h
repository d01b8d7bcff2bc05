// libmicrohttpd, and one function for each shape of its variadic calls (Swift cannot call variadic C).
#ifndef PODPROBE_CMICROHTTPD_H
#define PODPROBE_CMICROHTTPD_H

#include <microhttpd.h>

#endif
