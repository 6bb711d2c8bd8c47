// RapidJSON with this project's settings. Only the .cpp files of this folder include it; lint fails on any other
// include.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

// A broken precondition becomes an exception, which the barrier of edge/ turns into a status, because a plugin must not
// abort its host.
#define RAPIDJSON_ASSERT(condition) \
    ((condition) ? (void)0 : throw std::logic_error("RapidJSON precondition: " #condition))
#define RAPIDJSON_HAS_STDSTRING 1
#ifdef __SSE2__
#define RAPIDJSON_SSE2 1  // its 16-byte loads read beyond the end of a text, which therefore needs padding
#endif

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#ifndef __clang__  // clang does not know this warning
#pragma GCC diagnostic ignored "-Wclass-memaccess"
#endif
#include <rapidjson/internal/dtoa.h>
#include <rapidjson/reader.h>
#pragma GCC diagnostic pop
