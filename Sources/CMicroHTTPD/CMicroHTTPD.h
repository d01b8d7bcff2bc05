// libmicrohttpd, and one function for each shape of its variadic calls (Swift cannot call variadic C).
#ifndef PODPROBE_CMICROHTTPD_H
#define PODPROBE_CMICROHTTPD_H

#include <microhttpd.h>

// The options end with {MHD_OPTION_END, 0, NULL}. NULL when the daemon could not start.
static inline struct MHD_Daemon *podprobe_mhd_start(unsigned int flags, MHD_AccessHandlerCallback handler,
                                                    void *context, struct MHD_OptionItem *options) {
    return MHD_start_daemon(flags, 0, NULL, NULL, handler, context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

// The socket of a connection, or -1.
static inline int podprobe_mhd_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

// Options of two pointers carry the first as an integer, and Swift cannot make one of a C function.
typedef void *(*podprobe_mhd_first_line)(void *context, const char *target, struct MHD_Connection *connection);

static inline struct MHD_OptionItem podprobe_mhd_on_first_line(podprobe_mhd_first_line callback, void *context) {
    struct MHD_OptionItem item = {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)callback, context};
    return item;
}

static inline struct MHD_OptionItem podprobe_mhd_on_completed(MHD_RequestCompletedCallback callback, void *context) {
    struct MHD_OptionItem item = {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)callback, context};
    return item;
}

static inline struct MHD_OptionItem podprobe_mhd_on_connection(MHD_NotifyConnectionCallback callback, void *context) {
    struct MHD_OptionItem item = {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)callback, context};
    return item;
}

#endif
