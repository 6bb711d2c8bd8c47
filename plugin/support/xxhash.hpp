// The only file that includes xxHash: header-only, so the plugin needs no further library at run time.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>
