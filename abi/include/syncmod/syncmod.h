/*
 * syncmod.h - the C ABI between a media-sync host and a sync provider plugin.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SYNCMOD_SYNCMOD_H
#define SYNCMOD_SYNCMOD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SYNCMOD_ABI(major, minor) (((uint32_t)(major) << 16) | (uint32_t)(minor))
#define SYNCMOD_ABI_MAJOR(version) ((uint32_t)(version) >> 16)
#define SYNCMOD_ABI_MINOR(version) ((uint32_t)(version) & 0xFFFFu)
#define SYNCMOD_ABI_V1_0 SYNCMOD_ABI(1, 0)

#define SYNCMOD_HAS(type, t, member) \
    ((t)->struct_size >= offsetof(type, member) + sizeof((t)->member) && (t)->member != NULL)

#define SYNCMOD_ENTRY_SYMBOL "syncmod_entry_v1"

#if defined(_WIN32)
#define SYNCMOD_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define SYNCMOD_EXPORT __attribute__((visibility("default")))
#else
#define SYNCMOD_EXPORT
#endif

typedef int32_t syncmod_status;
#define SYNCMOD_OK 0
#define SYNCMOD_INVALID_ARGUMENT 1
#define SYNCMOD_INVALID_STATE 2
#define SYNCMOD_NOT_SUPPORTED 3
#define SYNCMOD_CANCELLED 4
#define SYNCMOD_TIMEOUT 5
#define SYNCMOD_UNAUTHENTICATED 6
#define SYNCMOD_FORBIDDEN 7
#define SYNCMOD_RATE_LIMITED 8
#define SYNCMOD_NETWORK 9
#define SYNCMOD_REMOTE 10
#define SYNCMOD_BAD_DATA 11
#define SYNCMOD_INCOMPLETE 12
#define SYNCMOD_LIMIT 13
#define SYNCMOD_NO_MEMORY 14
#define SYNCMOD_HOST 15
#define SYNCMOD_INTERNAL 16

#define SYNCMOD_LOG_TRACE 5
#define SYNCMOD_LOG_DEBUG 10
#define SYNCMOD_LOG_INFO 20
#define SYNCMOD_LOG_WARN 30
#define SYNCMOD_LOG_ERROR 40
#define SYNCMOD_LOG_OFF 99

#define SYNCMOD_CALL_DRY_RUN 1u
#define SYNCMOD_CALL_FRESH 2u
#define SYNCMOD_CALL_ALLOW_STALE 4u
#define SYNCMOD_CALL_CONFIRMED 8u

typedef struct syncmod_handle syncmod_handle;

typedef struct syncmod_buf syncmod_buf;
struct syncmod_buf {
    const char *data;
    uint64_t size;
    void *opaque;
    void (*release)(syncmod_buf *buf);
};

typedef struct syncmod_error {
    uint32_t struct_size;
    int32_t status;
    int32_t http_status;
    int32_t retry_after_ms;
    char reason[48];
    char message[512];
} syncmod_error;

typedef void (*syncmod_sink_fn)(void *ctx, const char *data, uint64_t size);

typedef struct syncmod_host_v1 {
    uint32_t struct_size;
    uint32_t abi_version;
    void *user;
    int32_t min_log_level;
    int32_t reserved0;
    void (*log)(void *user, int32_t level, const char *component, const char *event, const char *fields_json);
    void (*event)(void *user, const char *name, const char *payload_json);
    void (*store_get)(void *user, const char *key, syncmod_sink_fn sink, void *ctx, syncmod_status *status);
    void (*store_put)(void *user, const char *key, const char *data, uint64_t size, syncmod_status *status);
} syncmod_host_v1;

typedef struct syncmod_call_v1 {
    uint32_t struct_size;
    uint32_t flags;
    int64_t timeout_ms;
    const volatile int32_t *cancel;
    void *user;
    void (*progress)(void *user, uint64_t done, uint64_t total, const char *stage);
} syncmod_call_v1;

typedef struct syncmod_plugin_v1 {
    uint32_t struct_size;
    uint32_t abi_version;
    uint32_t min_host_abi;
    uint32_t flags;
    const char *name;
    const char *label;
    const char *version;
    const char *features_json;
    const char *capabilities_json;
    const char *manifest_json;
    syncmod_status (*is_configured)(const char *config_json, int32_t *out, syncmod_error *err);
    syncmod_status (*create)(const syncmod_host_v1 *host, const char *config_json, syncmod_handle **out,
                             syncmod_error *err);
    void (*destroy)(syncmod_handle *handle);
    syncmod_status (*configure)(syncmod_handle *handle, const char *config_json, syncmod_error *err);
    syncmod_status (*health)(syncmod_handle *handle, const syncmod_call_v1 *call, syncmod_buf *out,
                             syncmod_error *err);
    syncmod_status (*build_index)(syncmod_handle *handle, const char *feature, const syncmod_call_v1 *call,
                                  syncmod_buf *out, syncmod_error *err);
    syncmod_status (*add)(syncmod_handle *handle, const char *feature, const char *items_json,
                          const syncmod_call_v1 *call, syncmod_buf *out, syncmod_error *err);
    syncmod_status (*remove)(syncmod_handle *handle, const char *feature, const char *items_json,
                             const syncmod_call_v1 *call, syncmod_buf *out, syncmod_error *err);
    const void *(*get_extension)(const char *id);
} syncmod_plugin_v1;

SYNCMOD_EXPORT const syncmod_plugin_v1 *syncmod_entry_v1(void);

#ifdef __cplusplus
}
#endif

#endif /* SYNCMOD_SYNCMOD_H */
