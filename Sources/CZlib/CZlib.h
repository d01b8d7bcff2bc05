// zlib; deflateInit2 is a macro, which Swift cannot call.
#ifndef PODPROBE_CZLIB_H
#define PODPROBE_CZLIB_H

#include <zlib.h>

static inline int podprobe_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
