// libcurl, and one function for each shape of its variadic calls (Swift cannot call variadic C).
#ifndef PODPROBE_CCURL_H
#define PODPROBE_CCURL_H

#include <curl/curl.h>

static inline CURLcode podprobe_easy_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

#endif
