/*
 * Every offset and every size of the ABI on LP64 targets. Lines are added here when members are appended; a line that
 * has to be changed is a break of the ABI. The file is C11 and C++11 at once.
 */
#include <assert.h>
#include <limits.h>
#include <syncmod/ext/undo.h>
#include <syncmod/syncmod.h>

static_assert(sizeof(void *) == 8 && sizeof(long) == 8 && CHAR_BIT == 8, "this table is for LP64");

#define SIZE_IS(type, bytes) static_assert(sizeof(type) == (bytes), "size of " #type)
/* The offset and the size of one member: re-typing it to another width is seen as well as moving it. */
#define MEMBER_IS(type, member, offset, bytes)                                         \
    static_assert(offsetof(type, member) == (offset), "offset of " #type "." #member); \
    static_assert(sizeof(((type *)0)->member) == (bytes), "size of " #type "." #member)

SIZE_IS(syncmod_status, 4);

SIZE_IS(syncmod_buf, 32);
MEMBER_IS(syncmod_buf, data, 0, 8);
MEMBER_IS(syncmod_buf, size, 8, 8);
MEMBER_IS(syncmod_buf, opaque, 16, 8);
MEMBER_IS(syncmod_buf, release, 24, 8);

SIZE_IS(syncmod_error, 576);
MEMBER_IS(syncmod_error, struct_size, 0, 4);
MEMBER_IS(syncmod_error, status, 4, 4);
MEMBER_IS(syncmod_error, http_status, 8, 4);
MEMBER_IS(syncmod_error, retry_after_ms, 12, 4);
MEMBER_IS(syncmod_error, reason, 16, 48);
MEMBER_IS(syncmod_error, message, 64, 512);

SIZE_IS(syncmod_host_v1, 56);
MEMBER_IS(syncmod_host_v1, struct_size, 0, 4);
MEMBER_IS(syncmod_host_v1, abi_version, 4, 4);
MEMBER_IS(syncmod_host_v1, user, 8, 8);
MEMBER_IS(syncmod_host_v1, min_log_level, 16, 4);
MEMBER_IS(syncmod_host_v1, reserved0, 20, 4);
MEMBER_IS(syncmod_host_v1, log, 24, 8);
MEMBER_IS(syncmod_host_v1, event, 32, 8);
MEMBER_IS(syncmod_host_v1, store_get, 40, 8);
MEMBER_IS(syncmod_host_v1, store_put, 48, 8);

SIZE_IS(syncmod_call_v1, 48);
MEMBER_IS(syncmod_call_v1, struct_size, 0, 4);
MEMBER_IS(syncmod_call_v1, flags, 4, 4);
MEMBER_IS(syncmod_call_v1, timeout_ms, 8, 8);
MEMBER_IS(syncmod_call_v1, cancel, 16, 8);
MEMBER_IS(syncmod_call_v1, user, 24, 8);
MEMBER_IS(syncmod_call_v1, progress, 32, 8);
MEMBER_IS(syncmod_call_v1, run, 40, 8);

SIZE_IS(syncmod_plugin_v1, 136);
MEMBER_IS(syncmod_plugin_v1, struct_size, 0, 4);
MEMBER_IS(syncmod_plugin_v1, abi_version, 4, 4);
MEMBER_IS(syncmod_plugin_v1, min_host_abi, 8, 4);
MEMBER_IS(syncmod_plugin_v1, flags, 12, 4);
MEMBER_IS(syncmod_plugin_v1, name, 16, 8);
MEMBER_IS(syncmod_plugin_v1, label, 24, 8);
MEMBER_IS(syncmod_plugin_v1, version, 32, 8);
MEMBER_IS(syncmod_plugin_v1, features_json, 40, 8);
MEMBER_IS(syncmod_plugin_v1, capabilities_json, 48, 8);
MEMBER_IS(syncmod_plugin_v1, manifest_json, 56, 8);
MEMBER_IS(syncmod_plugin_v1, is_configured, 64, 8);
MEMBER_IS(syncmod_plugin_v1, create, 72, 8);
MEMBER_IS(syncmod_plugin_v1, destroy, 80, 8);
MEMBER_IS(syncmod_plugin_v1, configure, 88, 8);
MEMBER_IS(syncmod_plugin_v1, health, 96, 8);
MEMBER_IS(syncmod_plugin_v1, build_index, 104, 8);
MEMBER_IS(syncmod_plugin_v1, add, 112, 8);
MEMBER_IS(syncmod_plugin_v1, remove, 120, 8);
MEMBER_IS(syncmod_plugin_v1, get_extension, 128, 8);

/* The size constants keep the values of version 1.0 when the structs grow. */
static_assert(SYNCMOD_ERROR_V1_0_SIZE == 576, "1.0 size of syncmod_error");
static_assert(SYNCMOD_HOST_V1_0_SIZE == 56, "1.0 size of syncmod_host_v1");
SIZE_IS(syncmod_undo_v1, 32);
MEMBER_IS(syncmod_undo_v1, struct_size, 0, 4);
MEMBER_IS(syncmod_undo_v1, reserved0, 4, 4);
MEMBER_IS(syncmod_undo_v1, list, 8, 8);
MEMBER_IS(syncmod_undo_v1, plan, 16, 8);
MEMBER_IS(syncmod_undo_v1, apply, 24, 8);
static_assert(SYNCMOD_UNDO_V1_0_SIZE == 32, "1.0 size of syncmod_undo_v1");

static_assert(SYNCMOD_CALL_V1_0_SIZE == 48, "1.0 size of syncmod_call_v1");
static_assert(SYNCMOD_PLUGIN_V1_0_SIZE == 136, "1.0 size of syncmod_plugin_v1");

static_assert(SYNCMOD_ABI_V1_0 == 0x00010000u, "version 1.0");
static_assert(SYNCMOD_ABI_MAJOR(SYNCMOD_ABI(3, 7)) == 3 && SYNCMOD_ABI_MINOR(SYNCMOD_ABI(3, 7)) == 7, "version parts");

/* Numbers are part of the ABI as much as offsets. */
static_assert(SYNCMOD_OK == 0 && SYNCMOD_INVALID_ARGUMENT == 1 && SYNCMOD_INVALID_STATE == 2 &&
                  SYNCMOD_NOT_SUPPORTED == 3 && SYNCMOD_CANCELLED == 4 && SYNCMOD_TIMEOUT == 5 &&
                  SYNCMOD_UNAUTHENTICATED == 6 && SYNCMOD_FORBIDDEN == 7 && SYNCMOD_RATE_LIMITED == 8 &&
                  SYNCMOD_NETWORK == 9 && SYNCMOD_REMOTE == 10 && SYNCMOD_BAD_DATA == 11 && SYNCMOD_INCOMPLETE == 12 &&
                  SYNCMOD_LIMIT == 13 && SYNCMOD_NO_MEMORY == 14 && SYNCMOD_HOST == 15 && SYNCMOD_INTERNAL == 16,
              "status numbers");
static_assert(SYNCMOD_LOG_TRACE == 5 && SYNCMOD_LOG_DEBUG == 10 && SYNCMOD_LOG_INFO == 20 && SYNCMOD_LOG_WARN == 30 &&
                  SYNCMOD_LOG_ERROR == 40 && SYNCMOD_LOG_OFF == 99,
              "log levels");
static_assert(SYNCMOD_CALL_DRY_RUN == 1u && SYNCMOD_CALL_FRESH == 2u && SYNCMOD_CALL_ALLOW_STALE == 4u &&
                  SYNCMOD_CALL_CONFIRMED == 8u,
              "call flags");
