// RapidJSON with our settings. Included by the .cpp files of this folder only; lint looks for any other include.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

// A broken precondition becomes an exception, which the barrier in entry.cpp turns into a status: a plugin may not
// abort its host.
#define RAPIDJSON_ASSERT(condition) \
    ((condition) ? (void)0 : throw std::logic_error("RapidJSON precondition: " #condition))
#define RAPIDJSON_HAS_STDSTRING 1
#if defined(__SSE2__) && !defined(__SANITIZE_ADDRESS__)
// Its aligned 16-byte loads may read past the end of a block, which AddressSanitizer rightly reports.
#define RAPIDJSON_SSE2 1
#endif

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wclass-memaccess"
#include <rapidjson/reader.h>
#include <rapidjson/writer.h>
#pragma GCC diagnostic pop
