/* All that the header defines can be used in each language version: as C and, compiled as such, as C++. */
#include <syncmod/syncmod.h>

static void log_it(void *user, int32_t level, const char *component, const char *event, const char *fields_json) {
    (void)user;
    (void)level;
    (void)component;
    (void)event;
    (void)fields_json;
}

static syncmod_status health(syncmod_handle *handle, const syncmod_call_v1 *call, syncmod_buf *out,
                             syncmod_error *err) {
    (void)handle;
    (void)call;
    out->data = NULL;
    out->size = 0;
    if (err != NULL && err->struct_size >= SYNCMOD_ERROR_V1_0_SIZE) err->status = SYNCMOD_NOT_SUPPORTED;
    return SYNCMOD_NOT_SUPPORTED;
}

static const syncmod_plugin_v1 table = {sizeof(syncmod_plugin_v1),
                                        SYNCMOD_ABI_V1_0,
                                        SYNCMOD_ABI(1, 0),
                                        0,
                                        "TEST",
                                        "Test",
                                        "1.0.0",
                                        "{}",
                                        "{}",
                                        "{}",
                                        NULL,
                                        NULL,
                                        NULL,
                                        NULL,
                                        health,
                                        NULL,
                                        NULL,
                                        NULL,
                                        NULL};

const syncmod_plugin_v1 *syncmod_entry_v1(void) { return &table; }

int use_of_everything(void);

int use_of_everything(void) {
    const syncmod_plugin_v1 *plugin = syncmod_entry_v1();
    syncmod_host_v1 host = {
        sizeof(syncmod_host_v1), SYNCMOD_ABI_V1_0, NULL, SYNCMOD_LOG_WARN, 0, log_it, NULL, NULL, NULL};
    syncmod_call_v1 call = {
        sizeof(syncmod_call_v1), SYNCMOD_CALL_FRESH | SYNCMOD_CALL_ALLOW_STALE, -1, NULL, NULL, NULL, "nightly"};
    syncmod_buf buf = {NULL, 0, NULL, NULL};
    syncmod_error err;
    const syncmod_host_v1 *services = &host;
    syncmod_sink_fn sink = NULL;

    err.struct_size = (uint32_t)sizeof err;
    if (SYNCMOD_ABI_MAJOR(plugin->abi_version) != 1 || SYNCMOD_ABI_MINOR(plugin->abi_version) != 0) return 1;
    if (!SYNCMOD_HAS(syncmod_plugin_v1, plugin, health) || SYNCMOD_HAS(syncmod_plugin_v1, plugin, get_extension)) {
        return 2;
    }
    if (!SYNCMOD_HAS(syncmod_host_v1, services, log) || SYNCMOD_HAS(syncmod_host_v1, services, store_put)) return 3;
    call.flags |= SYNCMOD_CALL_DRY_RUN | SYNCMOD_CALL_CONFIRMED;
    if (plugin->health(NULL, &call, &buf, &err) != SYNCMOD_NOT_SUPPORTED) return 4;
    if (buf.release != NULL) buf.release(&buf);
    return sink != NULL ? 5 : 0;
}
