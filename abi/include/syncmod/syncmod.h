/*
 * syncmod.h - the C ABI between a media-sync host and a sync provider plugin.
 *
 * SPDX-License-Identifier: Apache-2.0
 *
 * A host is a program that keeps people's watchlists, ratings and watch history equal on several
 * services. A plugin is a shared object that knows one such service, its "provider". This header is
 * all that they share. It contains no code, needs only <stddef.h> and <stdint.h>, and is plain C90, so
 * that both sides can be written in any language with a C foreign-function interface.
 *
 * A plugin exports one function, syncmod_entry_v1(). It returns a constant table, and everything else is
 * reached through that table. abi/VERSIONING.md says how this header may change: members are appended,
 * never moved, and the major version is part of the name of the exported function.
 *
 *
 * LIFE CYCLE
 *
 *   1. Load the shared object with RTLD_NOW | RTLD_LOCAL.
 *      With RTLD_NOW a missing library is an error while scanning, not a crash in the middle of a sync.
 *      With RTLD_LOCAL two plugins with the same helper library do not use each other's symbols.
 *   2. Look up SYNCMOD_ENTRY_SYMBOL and call it. Check that SYNCMOD_ABI_MAJOR(abi_version) is 1, that
 *      min_host_abi is not above the version that the host was built for, and that struct_size is not
 *      below SYNCMOD_PLUGIN_V1_0_SIZE. Refuse a plugin for these reasons only, and name both versions in
 *      the message. Never refuse a plugin because its abi_version is newer than yours: users cannot tell
 *      such a refusal from a plugin that is gone.
 *   3. Copy the smaller of struct_size and sizeof(your syncmod_plugin_v1) bytes of the table into a
 *      zeroed table of your own, once, and put a function that answers SYNCMOD_NOT_SUPPORTED into each
 *      slot that is NULL afterwards. Then no slot has to be tested for NULL later. A plugin does the same
 *      with the structs that a host passes to it.
 *   4. create() makes a handle: one account of the provider, in use. Any number of handles may exist at
 *      the same time, also for one account. create() needs neither the network nor credentials, because
 *      a login needs a handle too. Operations on a handle without credentials answer
 *      SYNCMOD_UNAUTHENTICATED with reason "needs_login".
 *   5. Operations: health(), build_index(), add(), remove(), configure(). All of them block until they
 *      are done, cancelled, or out of time. A host that wants them in the background calls them on a
 *      thread of its own.
 *   6. destroy() ends the handle. Buffers that came from it stay valid until they are released.
 *   7. The object may be unloaded when all handles are destroyed and all buffers released, because the
 *      code behind release() lives in it. A plugin may be linked so that unloading has no effect
 *      (-z nodelete), because libraries that it uses can have threads that outlive a call for a moment.
 *
 * fork(): a handle belongs to the process that created it. In a child process every call on an
 * inherited handle answers SYNCMOD_INVALID_STATE with reason "forked", and destroy() does nothing. The
 * memory is not freed, because locks and sockets in it are shared with the parent.
 *
 * A plugin does not change the process: it changes no signal handler, locale, working directory, umask or
 * environment variable, registers nothing with atexit(), and neither reads stdin nor writes to stdout or
 * stderr. Its messages go through the host's log().
 *
 *
 * THREADS
 *
 * Every function carries one of three tags.
 *
 *   [scan]        From any thread, at any time, also in parallel. Does no input or output, allocates
 *                 nothing, returns within a millisecond. A host may call it for every file of a folder.
 *   [instance]    From any thread, one call at a time per handle. Calls on different handles run in
 *                 parallel. A second call on a handle that is busy does not wait: it answers
 *                 SYNCMOD_INVALID_STATE with reason "busy". (If it waited, a mistake of the host would
 *                 become a hang.) Functions that take no handle run in parallel without limit.
 *   [any-thread]  From any thread, at any time, also while a call is running on the handle. Only the
 *                 cancel flag and release() have this tag.
 *
 * Host callbacks run on the thread that made the call, only between its start and its return, and never
 * while the plugin holds a lock. A callback may use other handles. A call on the handle that runs the
 * present call answers "busy". A callback returns normally: no exception and no longjmp() may leave it.
 *
 *
 * STRINGS, BUFFERS, OWNERSHIP
 *
 * Text that goes into a function is UTF-8 and ends with NUL. It belongs to the caller and is read only
 * during the call. The plugin copies what it needs later. Text in the plugin's table lives as long as the
 * library is loaded. Data that comes out has a pointer and a size. The side that allocates also frees,
 * through the release() that the buffer carries, because the two sides may use different allocators. JSON
 * documents are UTF-8 in both directions. Readers ignore members that they do not know, so documents can
 * grow.
 *
 *
 * STATES, AND WHAT TO DO
 *
 * Programs decide by the status first and by the reason where it matters. Reasons are stable words;
 * newer plugins may add some, so for an unknown reason use only its status. The message is for people.
 * None of the texts contains a secret.
 *
 *   state                                  status            reason               what the caller does
 *   -------------------------------------  ----------------  -------------------  ------------------------------
 *   done                                   OK                (empty)              look at the verdicts
 *   configuration is not usable            INVALID_ARGUMENT  bad_config           correct the configuration
 *   items are not an array, or not JSON    INVALID_ARGUMENT  bad_items            correct the items; the message
 *                                                                                 names index and field
 *   a required pointer is NULL             INVALID_ARGUMENT  null_argument,       correct the calling program
 *                                                            no_handle
 *   syncmod_host_v1 or syncmod_call_v1 is  INVALID_ARGUMENT  bad_struct_size      set struct_size to the size of
 *   shorter than in ABI 1.0                                                       the struct
 *   the name of a run cannot be used       INVALID_ARGUMENT  bad_run              use 1 to 100 bytes of UTF-8 without
 *                                                                                 control characters
 *   no run with this name is recorded      INVALID_ARGUMENT  unknown_run          use a name that the list of runs
 *                                                                                 shows
 *   the handle is busy with a call, or     INVALID_STATE     busy                 wait for the other call
 *   this thread sends a batch of the
 *   account by another handle
 *   another writer of the account did not  INVALID_STATE     account_busy         wait until it has ended, then
 *   end its batch in time                                                         send the items again
 *   handle inherited over a fork           INVALID_STATE     forked               create a handle in this process
 *   the store has another account's login  INVALID_STATE     account_changed      call again
 *   than when the call began
 *   no such feature                        NOT_SUPPORTED     unknown_feature      use a name from features_json
 *   feature known, but not offered         NOT_SUPPORTED     feature_disabled     leave this feature out
 *   runs are not recorded without a        NOT_SUPPORTED     no_state_dir         set state_dir
 *   folder for them
 *   slot missing in an older plugin        NOT_SUPPORTED     not_supported        do without, or update the plugin
 *   cancel flag was set                    CANCELLED         cancelled            nothing; call again at will
 *   the call's timeout_ms is over          TIMEOUT           operation_timeout    allow more time, call again
 *   no credentials, or login has ended     UNAUTHENTICATED   needs_login          let the user log in
 *   token too old, could not be renewed    UNAUTHENTICATED   token_expired        try again once; then log in
 *   the application's key is refused       FORBIDDEN         app_rejected         correct client id and secret
 *   only for paying members                FORBIDDEN         vip_required         leave this feature out; tell
 *                                                                                 the user
 *   the service locked the account         FORBIDDEN         account_locked       stop all syncing of the account;
 *                                                                                 the user asks its support
 *   stopped by a firewall before service   FORBIDDEN         blocked_by_edge      stop; check user agent, proxy and
 *                                                                                 address; a new token does not help
 *   too many requests                      RATE_LIMITED      rate_limited         wait retry_after_ms, then again
 *   no connection, no name, no route       NETWORK           offline              try again when there is a network
 *   certificate or TLS was refused         NETWORK           tls                  check clock, proxy, ca_file
 *   the service stopped answering          NETWORK           timeout              try again later
 *   connection broke, answer cut           NETWORK           protocol             try again later
 *   service answers with errors            REMOTE            server_fault         try again later, or when
 *                                                                                 retry_after_ms is over
 *   service refuses the request itself     REMOTE            refused, not_found,  do not retry; report it
 *                                                            conflict, redirected
 *   answer in a shape that is unknown      BAD_DATA          schema_changed       update the plugin; report it
 *   answer is not JSON, or was cut         BAD_DATA          bad_body             try again later; report it
 *   an answer exceeds the size allowed     BAD_DATA          response_too_large   raise the configured limit
 *   a list could not be read to its end    INCOMPLETE        partial_read         try again later; treat nothing
 *                                                                                 as deleted
 *   the configured number of pages is not  INCOMPLETE        page_cap             raise or drop that setting
 *   enough for the list
 *   the account is full                    LIMIT             limit                make room or upgrade the account
 *   out of memory                          NO_MEMORY         no_memory            free memory, call again
 *   the host's store did not keep or give  HOST              store_failed         repair the store, call again
 *   a file in state_dir cannot be used     HOST              state_unreadable,    correct rights or free space
 *                                                            state_unwritable
 *   renewed token could not be stored      HOST              token_not_saved      repair the store at once: after
 *                                                                                 a restart the login is lost
 *   a defect of the plugin                 INTERNAL          internal             report it; do not retry blindly
 *
 * After any status except OK a host keeps what it knew before. An index that could not be read completely is
 * never handed out as a smaller one: an entry that is missing from an index is not in the account (but see
 * "skipped" below). After an error nothing is known about any entry.
 *
 *
 * JSON DOCUMENTS
 *
 * Configuration (config_json), one object:
 *
 *     {"trakt": {"client_id": "...", "client_secret": "...", "access_token": "...",
 *                "refresh_token": "..."},
 *      "state_dir": "/var/lib/host/sync", "instance": "default"}
 *
 *   The provider's own settings are in a block that has its name in lower case; each provider
 *   documents its keys. A host may set two members without knowing the provider: "state_dir", a folder
 *   in which the plugin may keep files (without it nothing is kept between runs), and "instance", a
 *   short name that distinguishes the accounts of one provider ("default" if it is missing). Below
 *   state_dir, a folder named cache may be deleted at any time, which costs only time. Do not delete
 *   anything else there.
 *
 * Item:
 *
 *     {"type": "episode", "title": "Pilot", "year": null, "ids": {"trakt": "73640", "tvdb": "349232"},
 *      "show_ids": {"trakt": "1388"}, "season": 1, "episode": 1, "series_title": "Breaking Bad",
 *      "watched_at": "2024-05-04T20:11:00.000Z"}
 *
 *   type is movie, show, season or episode. ids identify the thing itself, show_ids the show of a season
 *   or an episode; ids are strings, and integers are accepted. season 0 and episode 0 are real numbers.
 *   watched_at belongs to plays, rating (1 to 10) and rated_at to ratings. Times are ISO 8601; without
 *   a zone they are UTC. Members whose names begin with "_" are private to the plugin that wrote them.
 *   Pass them back unchanged: they can make a later removal exact.
 *
 * Items (items_json of add and remove): an array of items. An item that cannot be used is answered with
 *   the verdict "rejected", and the others are processed.
 *
 * Index (build_index):
 *
 *     {"complete": true, "stale": false, "generated_at": "2026-02-02T02:40:00Z", "count": 1,
 *      "items": {"imdb:tt0137523": {"type": "movie", "title": "Fight Club", "year": 1999,
 *                                   "ids": {"imdb": "tt0137523", "tmdb": "550"}}}}
 *
 *   items maps the canonical key of each entry to the entry. A play has the key of its episode or film,
 *   then "@" and the time at which it was watched, in seconds since 1970. complete is always true. It is for
 *   readers who find the document later, for example in a file. stale is true only if the call allowed it
 *   (SYNCMOD_CALL_ALLOW_STALE) and a read had failed. generated_at is the time at which the document was
 *   made. A later call that finds no change since then may hand out the same document again.
 *   "skipped": N follows count only if the service sent N rows that could not be used, such as a film
 *   without ids. Those entries exist in the account but are not in items, so an entry that is missing from
 *   such an index need not have been removed. The next call reads such rows again, and later calls do so
 *   from time to time.
 *
 * Write report (add, remove):
 *
 *     {"ok": true, "count": 1, "confirmed_keys": ["imdb:tt0137523"], "skipped_keys": ["tmdb:603"],
 *      "unresolved": [{"key": "tmdb:1", "item": {"type": "movie", "ids": {"tmdb": "1"}},
 *                      "hint": "not_found"}],
 *      "results": [{"index": 0, "key": "imdb:tt0137523", "verdict": "added", "hint": null, "message": null},
 *                  {"index": 1, "key": "tmdb:603", "verdict": "existing", "hint": null, "message": null},
 *                  {"index": 2, "key": "tmdb:1", "verdict": "not_found", "hint": "not_found",
 *                   "message": "Trakt does not know this movie"}]}
 *
 *   results has exactly one entry for each input, in the order of the inputs; index counts from 0. key is
 *   the canonical key of the input, empty if it has none; results of plays also have event_key, the key with
 *   the time, and history_id, the service's number of the play, if the call has learnt it. hint is a fixed text
 *   for programs, message a sentence for people. Either may be null.
 *   ok is false only if the call as a whole failed; its status says so too. error is then the message.
 *
 *     verdict      meaning                                                            listed in
 *     -----------  -----------------------------------------------------------------  --------------
 *     added        was not there, as far as that could be read; is there now          confirmed_keys
 *     updated      was there with another value, has the given one now                confirmed_keys
 *     removed      was there, is gone now                                             confirmed_keys
 *     existing     was there already, nothing changed                                 skipped_keys
 *     absent       was to be removed but was not there                                skipped_keys
 *     not_found    the service does not know the thing                                unresolved
 *     limit        the account has no room for it                                     unresolved
 *     rejected     the input cannot be used as it is; hint says what to correct       unresolved
 *     deferred     not sent, or surely not applied; send it again                     unresolved
 *     unknown      may have been applied, wholly or in part; build an index, then     unresolved
 *                  send again what is still missing
 *
 *   count is the number of results that are added, updated or removed. A key whose inputs have different
 *   verdicts is unresolved.
 *   If the user wants it, a provider may copy what is written to another list of the service. The report then names
 *   what could not be copied: "not_mirrored": [{"index", "key", "verdict", "hint", "message"}, ...] in the form of
 *   results. The member is missing if nothing failed, and does not change any result.
 *
 *   A provider may have a guard that refuses mass changes until a person has confirmed them. Then it answers
 *   these inputs with "rejected", hint "guard", and the report has one member more, also in a dry run:
 *
 *     "guard": {"feature": "history", "kind": "removals", "number": 60, "limit": 50, "code": "guard-7f3a"}
 *
 *   kind is a word of the provider. number is how many changes the guard counts, these and earlier ones, and limit
 *   is how many need no confirmation. The provider's documentation says how a person confirms by the code; null:
 *   there is no code.
 *   SYNCMOD_CALL_CONFIRMED confirms without a code.
 *
 * Dry run (add, remove with SYNCMOD_CALL_DRY_RUN):
 *
 *     {"ok": true, "count": 1, "dry_run": true,
 *      "results": [{"index": 0, "key": "imdb:tt0137523", "verdict": "added", "hint": null,
 *                   "message": null}],
 *      "requests": [{"method": "POST", "path": "/sync/watchlist",
 *                    "body": {"movies": [{"ids": {"imdb": "tt0137523"}}]}}]}
 *
 *   count is the number of inputs, and requests are the requests that would be sent. Each verdict is the one
 *   that the plugin expects from the data that it already has. "unknown": the write would ask the service
 *   first, and the hint says what it would ask.
 *
 * Health (health):
 *
 *     {"ok": true, "status": "ok", "state": "ok", "latency_ms": 142,
 *      "features": {"watchlist": true, "ratings": true, "history": true, "playlists": false},
 *      "details": {"disabled": ["playlists"]},
 *      "api": {"last_activities": {"status": 200, "retry_after": null,
 *                                  "rate": {"limit": 500, "remaining": 480, "reset": 212}},
 *              "watchlist": {"status": 200, "retry_after": null},
 *              "rate_limit": {"limit": 500, "remaining": 480, "reset": 212}}}
 *
 *   status is "ok"; "degraded" (works in part, or is rate limited: details.retry_after_s says for how
 *   long); "auth_failed" (the service refuses the login or the application); or "down". ok is true for the
 *   first two. state is "ok" or a reason of the table of states above, such as "needs_login",
 *   "app_rejected", "blocked_by_edge" or "offline". It shows what to do if several states have the same
 *   status. features says which features can be used now. details names the disabled features and the
 *   reason, such as "core:unauthorized", and in an array "guard" the refusals that can still be confirmed.
 *   "writes_without_effect": how many changes the service accepted and did not store, by later reads.
 *   The members of api differ between providers, but rate_limit has this form for all. Values that the
 *   service did not give are null.
 */
#ifndef SYNCMOD_SYNCMOD_H
#define SYNCMOD_SYNCMOD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Versions of the ABI. The upper half is the major version, which changes only together with the name of
 * the entry function. The lower half is the minor version, which grows when something is added.
 */
#define SYNCMOD_ABI(major, minor) (((uint32_t)(major) << 16) | (uint32_t)(minor))
#define SYNCMOD_ABI_MAJOR(version) ((uint32_t)(version) >> 16)
#define SYNCMOD_ABI_MINOR(version) ((uint32_t)(version) % 0x10000u)

/* The version that this header describes in full. */
#define SYNCMOD_ABI_V1_0 SYNCMOD_ABI(1, 0)

/*
 * True if the struct behind `t` is long enough to have the pointer member `member` and the member is not
 * NULL. For code that reads the other side's struct in place instead of copying it (LIFE CYCLE, step 3).
 */
#define SYNCMOD_HAS(type, t, member) \
    ((t)->struct_size >= offsetof(type, member) + sizeof((t)->member) && (t)->member != NULL)

/* Name of the exported function, for dlsym(). */
#define SYNCMOD_ENTRY_SYMBOL "syncmod_entry_v1"

/* Marks the one exported function; plugins hide everything else. */
#if defined(_WIN32)
#define SYNCMOD_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define SYNCMOD_EXPORT __attribute__((visibility("default")))
#else
#define SYNCMOD_EXPORT
#endif

/*
 * Outcome of a call. The type is a fixed-width integer and not an enum, whose size C leaves open. Numbers
 * are appended, never reused; treat one that you do not know like SYNCMOD_INTERNAL.
 */
typedef int32_t syncmod_status;

/* The call did what it was asked to do. For add and remove: every input has its verdict, which need not be
 * a success. Next: read the document. */
#define SYNCMOD_OK 0

/* A pointer that is required is NULL, the configuration or the items are unusable as a whole, or a text is
 * not valid UTF-8. Nothing was sent. Next: fix the input; the same call fails again. */
#define SYNCMOD_INVALID_ARGUMENT 1

/* The call cannot run now: another call is running on the handle, or the handle was created in another
 * process. Nothing was sent. Next: wait for the other call, or create a handle of your own. */
#define SYNCMOD_INVALID_STATE 2

/* The provider has no such feature, does not offer it, or the slot does not exist in this plugin.
 * Next: give up on this feature; do not retry. */
#define SYNCMOD_NOT_SUPPORTED 3

/* The cancel flag was seen. For add and remove, the report tells what had been done. Next: nothing; the
 * call may be repeated at any time. */
#define SYNCMOD_CANCELLED 4

/* timeout_ms of the call is over. For add and remove, the report tells what is known. Next: retry with more
 * time. (A service that stays silent is SYNCMOD_NETWORK.) */
#define SYNCMOD_TIMEOUT 5

/* There are no credentials, or the service no longer accepts them and they could not be renewed. Further
 * calls fail until the credentials change. Next: let the user log in. */
#define SYNCMOD_UNAUTHENTICATED 6

/* Credentials are in order but access is refused: the application's key, the membership, a lock on the
 * account, a firewall. Next: give up for now and tell the user; the reason says whom to turn to. */
#define SYNCMOD_FORBIDDEN 7

/* A request has to wait longer than the call can: because the service asked for a pause, or because the plugin
 * keeps within the service's limit. Next: wait for retry_after_ms, then retry. Until then other calls for the
 * account that need a request wait if they have the time, else they end the same way. */
#define SYNCMOD_RATE_LIMITED 8

/* The service could not be reached, stayed silent, or the connection broke. Next: retry later. */
#define SYNCMOD_NETWORK 9

/* The service was reached and answered with an error of its own, also after the retries that the
 * configuration allows. Next: retry later, after retry_after_ms when it is given. Do not retry if the reason
 * says that the request itself was refused. */
#define SYNCMOD_REMOTE 10

/* The service's answer cannot be used: it is not JSON, it is larger than the configuration allows, or required
 * parts are missing in most rows. Next: retry once; then update the plugin or report it. */
#define SYNCMOD_BAD_DATA 11

/* A list could not be read completely and consistently, so there is no index. Next: retry later, and
 * treat nothing as deleted meanwhile. */
#define SYNCMOD_INCOMPLETE 12

/* The account is full, so the call as a whole could not be done. Next: make room or upgrade the account;
 * a plain retry fails again. */
#define SYNCMOD_LIMIT 13

/* Memory could not be allocated. The handle stays usable. Next: free memory, then retry. */
#define SYNCMOD_NO_MEMORY 14

/* A service of the host failed: its store reported an error or did not set a status, or files in state_dir
 * cannot be read or written. Next: repair the host's side, then retry. */
#define SYNCMOD_HOST 15

/* A defect of the plugin, caught at its border. The handle stays usable. Next: give up and report it. */
#define SYNCMOD_INTERNAL 16

/* Log levels. Hosts may use numbers between them. The plugin logs messages with level >= min_log_level. */
#define SYNCMOD_LOG_TRACE 5
#define SYNCMOD_LOG_DEBUG 10
#define SYNCMOD_LOG_INFO 20
#define SYNCMOD_LOG_WARN 30
#define SYNCMOD_LOG_ERROR 40
#define SYNCMOD_LOG_OFF 99

/*
 * Flags of a call. A plugin ignores bits that it does not know, so a new bit is introduced only where
 * ignoring it is harmless.
 */

/* add, remove: send nothing, say what would be sent. No network at all. */
#define SYNCMOD_CALL_DRY_RUN 1u
/* build_index: read everything anew, whatever the cache holds. Wins over SYNCMOD_CALL_ALLOW_STALE.
 * add, remove: the plugin also reads again what the account holds, if it needs that before it writes. */
#define SYNCMOD_CALL_FRESH 2u
/* build_index: when a read fails, the last complete snapshot may be handed out, marked "stale": true.
 * A cancel is still an error, and so is a failure that means that the account must not be used (login,
 * forbidden, locked). */
#define SYNCMOD_CALL_ALLOW_STALE 4u
/* add, remove: a person has seen how many changes the plugin's guard against mass changes has refused, and wants
 * them. Applies to this call only. */
#define SYNCMOD_CALL_CONFIRMED 8u

/* One account in use; opaque. */
typedef struct syncmod_handle syncmod_handle;

/*
 * Data handed out by the plugin.
 *
 * The host provides the struct, and the plugin fills it. Former contents are overwritten, so release an old
 * buffer before using the struct again. After a call that handed out nothing, all members are zero. This
 * struct is the only one without struct_size: it does not grow within ABI v1.
 */
typedef struct syncmod_buf syncmod_buf;
struct syncmod_buf {
    /* `size` bytes, read-only, valid until release; they need not end with a NUL. NULL: there are none. */
    const char *data;
    /* In bytes. */
    uint64_t size;
    /* Private to the plugin. */
    void *opaque;
    /*
     * Frees the data and sets all members to zero. NULL when there is nothing to free. A second call with
     * the same struct does nothing. May be called after the handle is destroyed; not after unloading.
     * [any-thread]
     */
    void (*release)(syncmod_buf *buf);
};

/*
 * Why a call failed. Errors belong to the call, not to the handle or the thread. There is no "last error"
 * to fetch: it would be wrong when two threads share a handle.
 *
 * The host sets struct_size before the call and owns the struct; the plugin writes only members that lie
 * wholly within struct_size. The text is inline, so there is nothing to free. Look at the status that the function
 * returns first: after SYNCMOD_OK ignore the struct. Every function that takes an error accepts
 * NULL instead.
 */
typedef struct syncmod_error {
    /* sizeof(syncmod_error) as the host was compiled, in bytes. */
    uint32_t struct_size;
    /* The same status that the function returned. */
    int32_t status;
    /* HTTP status of the answer that decided it; 0 if there was none. */
    int32_t http_status;
    /* Milliseconds to wait before the next attempt; 0 if not known. */
    int32_t retry_after_ms;
    /* Stable word for programs, see the table of states; NUL-terminated ASCII. */
    char reason[48];
    /* A sentence for people; NUL-terminated UTF-8, cut between two characters if too long; no secrets. */
    char message[512];
} syncmod_error;

/* Size of syncmod_error in ABI 1.0, whatever is appended later. */
#define SYNCMOD_ERROR_V1_0_SIZE (offsetof(syncmod_error, message) + sizeof(((syncmod_error *)0)->message))

/*
 * Receives the value that store_get found: `size` bytes at `data`, which belong to the host and are valid
 * during the call.
 * `ctx` is what the plugin passed to store_get.
 */
typedef void (*syncmod_sink_fn)(void *ctx, const char *data, uint64_t size);

/*
 * Services of the host for one handle.
 *
 * Owned by the host. The struct itself is copied by create() and need not outlive it; `user` and the
 * functions are used until destroy() returns. Any function may be NULL if the host does not offer the
 * service. Callbacks return void; a callback sets its status through an out-pointer, which the plugin presets
 * to SYNCMOD_HOST. In some languages a callback that throws would return a random value, which could be zero
 * and look like success.
 */
typedef struct syncmod_host_v1 {
    /* sizeof(syncmod_host_v1) as the host was compiled, in bytes. */
    uint32_t struct_size;
    /* SYNCMOD_ABI_V1_0, or the newer version that the host was compiled for. */
    uint32_t abi_version;
    /* Passed to each callback unchanged; may be NULL. */
    void *user;
    /* Messages below this SYNCMOD_LOG_ level are not even formatted. SYNCMOD_LOG_OFF: no messages. */
    int32_t min_log_level;
    /* Must be 0. */
    int32_t reserved0;

    /*
     * Takes one log message.
     *
     * level: a SYNCMOD_LOG_ value. component: the part that logs, such as "history" or "http". event: a
     * stable word, such as "http_retry". fields_json: one JSON object with the details, never with secrets.
     * All three texts belong to the plugin and are valid during the call.
     * [instance], on the calling thread
     */
    void (*log)(void *user, int32_t level, const char *component, const char *event, const char *fields_json);

    /*
     * Takes one event for programs, whatever the log level.
     *
     * name: "api:hit" after every request to the service, "snapshot:progress" while an index is
     * being read; others may follow. payload_json: one JSON object. Both texts belong to the plugin and
     * are valid during the call.
     * [instance], on the calling thread
     */
    void (*event)(void *user, const char *name, const char *payload_json);

    /*
     * Looks up a value that store_put kept, such as "credentials".
     *
     * The host calls sink(ctx, data, size) once if there is a value, and not at all if there is none;
     * both are SYNCMOD_OK in *status. Any other *status means that the store could not be read.
     * store_get and store_put come together: a plugin uses neither if one is NULL. It then keeps
     * credentials in a file in state_dir that only the user can read.
     * [instance], on the calling thread
     */
    void (*store_get)(void *user, const char *key, syncmod_sink_fn sink, void *ctx, syncmod_status *status);

    /*
     * Keeps `size` bytes at `data` (they belong to the plugin and are valid during the call) under `key`,
     * in place of a former value. size 0 keeps an empty value.
     *
     * The host sets *status to SYNCMOD_OK only when the value is safe. Some services hand out tokens that
     * can be used once: when such a value is lost after an OK, the user must log in again.
     * The host keeps values apart by provider and instance, and treats them as secrets.
     * [instance], on the calling thread
     */
    void (*store_put)(void *user, const char *key, const char *data, uint64_t size, syncmod_status *status);
} syncmod_host_v1;

/* Size of syncmod_host_v1 in ABI 1.0, whatever is appended later. */
#define SYNCMOD_HOST_V1_0_SIZE (offsetof(syncmod_host_v1, store_put) + sizeof(((syncmod_host_v1 *)0)->store_put))

/*
 * Terms of one operation. Owned by the host, read during the call only. NULL in place of this struct means
 * no flags, no time limit, no cancelling and no progress.
 */
typedef struct syncmod_call_v1 {
    /* sizeof(syncmod_call_v1) as the host was compiled, in bytes. */
    uint32_t struct_size;
    /* SYNCMOD_CALL_ bits. */
    uint32_t flags;
    /* Milliseconds for the whole operation, waits and retries included; 0 or less: no limit. If this time ends
     * while a token is being renewed, the call may take up to 10 s more. */
    int64_t timeout_ms;
    /*
     * Set to any value but 0 to stop the operation. The plugin notices it within 100 ms, also in a wait or
     * in the middle of a transfer. While a token is being renewed it takes up to 10 s, because the user would
     * have to log in again if the new tokens were lost. The flag belongs to the host and must stay valid
     * during the call; may be NULL. Write it with an atomic store; the plugin reads it with an atomic load.
     * The plugin never writes it: the host resets it.
     * [any-thread]
     */
    const volatile int32_t *cancel;
    /* Passed to progress unchanged; may be NULL. */
    void *user;
    /*
     * Receives the progress of the operation; may be NULL.
     *
     * done, total: rows or items; total 0 means not known yet. done does not decrease within one stage.
     * stage: a short text for people, one for each phase of the call, such as "reading history", "adding to
     * history" or "waiting 12 s for the rate limit" (then done and total are 0). It belongs to the plugin
     * and is valid during the call.
     * [instance], on the calling thread
     */
    void (*progress)(void *user, uint64_t done, uint64_t total, const char *stage);
    /*
     * Name of the run that this call belongs to, for plugins that can undo a run of writes; see
     * syncmod/ext/undo.h. Calls of one account with the same name are one run, also over handles and processes, so a
     * host makes a new name for each sync or command. 1 to 100 bytes of UTF-8 without control characters. NULL: the
     * call is a run of its own.
     */
    const char *run;
} syncmod_call_v1;

/* Size of syncmod_call_v1 in ABI 1.0, whatever is appended later. */
#define SYNCMOD_CALL_V1_0_SIZE (offsetof(syncmod_call_v1, run) + sizeof(((syncmod_call_v1 *)0)->run))

/*
 * The table of a plugin. It is constant, belongs to the plugin, and is valid while the library is loaded.
 *
 * No slot lets an exception out: every failure arrives as a status. Functions return a syncmod_status as in
 * the table of states and take an optional `err`, which is not repeated below.
 */
typedef struct syncmod_plugin_v1 {
    /* sizeof(syncmod_plugin_v1) as the plugin was compiled, in bytes. */
    uint32_t struct_size;
    /* The version that the plugin was compiled for. */
    uint32_t abi_version;
    /* The lowest version of a host that the plugin can work with. */
    uint32_t min_host_abi;
    /* 0 in ABI 1.0; ignore bits that you do not know. */
    uint32_t flags;

    /* Name of the provider in capitals, unique among plugins, ASCII, e.g. "TRAKT". */
    const char *name;
    /* Name for people, e.g. "Trakt". */
    const char *label;
    /* Version of the behaviour that the plugin offers, e.g. "3.2.0"; unrelated to the ABI's. */
    const char *version;
    /* JSON object: name of each feature -> whether the plugin offers it. */
    const char *features_json;
    /* JSON object: what a host may expect of the provider, e.g. which types can be rated. */
    const char *capabilities_json;
    /* JSON object with the three texts and two objects above, for hosts that store a manifest. */
    const char *manifest_json;

    /*
     * Tells whether a configuration holds what the provider needs: sets *out to 1 or 0.
     *
     * config_json: see "Configuration". Credentials may also be in state_dir, so this may read a file. It
     * does not use the network, and *out = 1 does not promise that the service accepts them.
     * out: required; the host's.
     * Errors: INVALID_ARGUMENT (bad_config, null_argument); *out is 0 then.
     * [instance]
     */
    syncmod_status (*is_configured)(const char *config_json, int32_t *out, syncmod_error *err);

    /*
     * Makes a handle.
     *
     * host: services, copied; NULL if the host offers none. config_json: copied. out: required;
     * receives the handle, which the host gives back with destroy(), or NULL on failure. Does not use the
     * network and succeeds without credentials.
     * Errors: INVALID_ARGUMENT (bad_config, null_argument), HOST, NO_MEMORY, INTERNAL.
     * [instance]
     */
    syncmod_status (*create)(const syncmod_host_v1 *host, const char *config_json, syncmod_handle **out,
                             syncmod_error *err);

    /*
     * Ends the handle and frees everything that belongs to it, except buffers that were handed out.
     *
     * No other call may be running on the handle: cancel it and wait for it first. NULL: does nothing.
     * Does not use the network. Callbacks may still run until it returns.
     * [instance]
     */
    void (*destroy)(syncmod_handle *handle);

    /*
     * Replaces the handle's configuration as a whole. On failure the former one stays in force.
     *
     * config_json: copied. Does not use the network.
     * Errors: INVALID_ARGUMENT (bad_config, null_argument), INVALID_STATE (busy, forked), NO_MEMORY.
     * [instance]
     */
    syncmod_status (*configure)(syncmod_handle *handle, const char *config_json, syncmod_error *err);

    /*
     * Asks whether the service works and accepts the account, with as few requests as possible.
     *
     * out: required; receives the health document. The call answers OK whenever there is a document, also
     * when the document says "down".
     * Errors: INVALID_ARGUMENT (null_argument), INVALID_STATE (busy, forked), CANCELLED, TIMEOUT
     * (operation_timeout), NO_MEMORY, INTERNAL; *out is zero then.
     * [instance]
     */
    syncmod_status (*health)(syncmod_handle *handle, const syncmod_call_v1 *call, syncmod_buf *out, syncmod_error *err);

    /*
     * Reads everything that the account has of one feature.
     *
     * feature: a name from features_json. out: required; receives the index document. The index is
     * complete or the call fails; an empty index means that the account is known to be empty. Flags:
     * FRESH, ALLOW_STALE.
     * Errors: any; *out is zero then.
     * [instance]
     */
    syncmod_status (*build_index)(syncmod_handle *handle, const char *feature, const syncmod_call_v1 *call,
                                  syncmod_buf *out, syncmod_error *err);

    /*
     * Adds items to one feature, or sets their ratings.
     *
     * feature: a name from features_json. items_json: an array of items; an empty one answers OK without
     * using the network. out: required; receives the write report, or the dry run's. Flags: DRY_RUN,
     * FRESH, CONFIRMED.
     * The report with the verdict of every item is filled in whatever the status, so it also says what the
     * service had accepted before a failure or a cancel. *out is zero only if no item was looked at:
     * INVALID_ARGUMENT, INVALID_STATE, NOT_SUPPORTED, or no memory for the report itself.
     * Errors: any.
     * [instance]
     */
    syncmod_status (*add)(syncmod_handle *handle, const char *feature, const char *items_json,
                          const syncmod_call_v1 *call, syncmod_buf *out, syncmod_error *err);

    /*
     * Removes items from one feature. All that is said about add() applies here too.
     *
     * A play is removed by item and time. All plays of an item are removed only if the item says
     * "all_plays": true. Pass items as an index gave them, with their private members.
     * [instance]
     */
    syncmod_status (*remove)(syncmod_handle *handle, const char *feature, const char *items_json,
                             const syncmod_call_v1 *call, syncmod_buf *out, syncmod_error *err);

    /*
     * Finds an optional group of functions by its id, "name/revision", e.g. "syncmod.auth/1".
     *
     * Returns a constant table that begins with uint32_t struct_size and is declared in a header of its
     * own under syncmod/ext/. Returns NULL if the plugin does not have it or id is NULL. The table belongs
     * to the plugin and lives as long as the library is loaded.
     * [scan]
     */
    const void *(*get_extension)(const char *id);
} syncmod_plugin_v1;

/* Size of syncmod_plugin_v1 in ABI 1.0, whatever is appended later. */
#define SYNCMOD_PLUGIN_V1_0_SIZE \
    (offsetof(syncmod_plugin_v1, get_extension) + sizeof(((syncmod_plugin_v1 *)0)->get_extension))

/*
 * The one exported function of a plugin. Returns the same pointer every time, never NULL.
 *
 * The major version is part of the name: a list of the exported symbols distinguishes v1 from v2 without running
 * any code, and one library can offer both.
 * [scan]
 */
SYNCMOD_EXPORT const syncmod_plugin_v1 *syncmod_entry_v1(void);

#ifdef __cplusplus
}
#endif

#endif /* SYNCMOD_SYNCMOD_H */
