/*
 * undo.h - taking back runs of writes. Extension "syncmod.undo/1" of syncmod.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 *
 * A run is all that one sync or one command has written to an account: the calls of add() and remove() that had the
 * same syncmod_call_v1.run. A call without such a name is a run of its own. The plugin records what each run added,
 * changed and removed, in state_dir, for 90 days. An undo compares that with what the account has now and makes the
 * opposite changes. It is a run itself, named by the `run` of its own call, and can be taken back like any other.
 *
 * An undo removes exactly what its run added. It removes a play by the service's number of that play, never by title
 * and time. If that number is not known and two plays fit, none is removed. A rating gets the value that it had before
 * the run, unless it was changed again since then. What the run removed is added again, and so are watchlist entries
 * that the service removed because of the run's plays. A change that cannot be taken back is named with the reason, and
 * no later undo tries it again: a run is taken back when each of its changes is taken back or named. If an undo ends
 * early, the next one continues with the same run.
 *
 * A plugin's guard against mass changes neither stops an undo nor counts its changes.
 */
#ifndef SYNCMOD_EXT_UNDO_H
#define SYNCMOD_EXT_UNDO_H

#include "syncmod/syncmod.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For get_extension(). */
#define SYNCMOD_UNDO_V1_ID "syncmod.undo/1"

/*
 * The functions. The table is constant, belongs to the plugin, and is valid while the library is loaded. Each function
 * takes a handle, the terms of the call (`call` may be NULL) and an optional `err`, as the slots of syncmod_plugin_v1
 * do. `out` is required; the host provides it and releases what it receives.
 */
typedef struct syncmod_undo_v1 {
    /* sizeof(syncmod_undo_v1) as the plugin was compiled, in bytes. */
    uint32_t struct_size;
    /* 0. */
    uint32_t reserved0;

    /*
     * Lists the recorded runs, the newest first:
     *
     *     {"runs": [{"run": "nightly-2026-02-03", "began_at": "2026-02-03T02:40:00.000Z", "undoes": null,
     *                "changes": 100, "back": 90, "impossible": 0, "state": "in_part",
     *                "history": {"added": 98, "removed": 0}, "ratings": {"added": 2, "removed": 0}}]}
     *
     * undoes: the run that this one takes back, or null. changes: how many changes it made or may have made, including
     * watchlist entries that its plays may have removed. back: how many of these changes are taken back. impossible:
     * how many cannot be taken back. state: "made", "in_part" or "taken_back". The members named after features count
     * what was added (or given another rating) and removed. Finds out whose account it is, which may take a request.
     * Errors: INVALID_ARGUMENT (null_argument), INVALID_STATE, NOT_SUPPORTED (no_state_dir), and those of a request;
     * *out is zero then. [instance]
     */
    syncmod_status (*list)(syncmod_handle *handle, const syncmod_call_v1 *call, syncmod_buf *out, syncmod_error *err);

    /*
     * Finds out which changes would take back a run, and makes none. It reads what the account has now.
     *
     * run: the name of the run; NULL: the newest run that is not an undo and is not taken back. The document is that of
     * apply() with "dry_run": true, without "by", and with null verdicts.
     * Errors: as apply(); *out is zero then.
     * [instance]
     */
    syncmod_status (*plan)(syncmod_handle *handle, const char *run, const syncmod_call_v1 *call, syncmod_buf *out,
                           syncmod_error *err);

    /*
     * Takes back a run. run: as in plan(). With SYNCMOD_CALL_DRY_RUN it does what plan() does.
     *
     *     {"ok": true, "dry_run": false, "run": "nightly-2026-02-03", "by": "undo-1",
     *      "changes": 100, "back": 99, "impossible": 1, "state": "taken_back",
     *      "results": [{"action": "remove_play", "feature": "history", "title": "Fight Club (1999)",
     *                   "item": {"type": "movie", "ids": {"trakt": "727"}, "_trakt_history_id": 9001,
     *                            "watched_at": "2026-02-02T20:11:00.000Z"},
     *                   "verdict": "removed", "hint": null, "message": null}],
     *      "cannot_be_taken_back": [{"feature": "history", "change": "add", "type": "movie", "ids": {"trakt": "603"},
     *                                "watched_at": "2026-02-02T22:00:00.000Z",
     *                                "why": "the plays 9002, 9003 fit, and none of them was removed"}],
     *      "never_back": ["plays that are added again get new history ids"]}
     *
     * run is null if there is no run to take back; then only ok and dry_run are present beside it. by: the name of this
     * undo's own run. changes, back, impossible, state: of the run after this undo, as in list(). results: the changes
     * that this undo made, in their order. action: remove_play, remove_rating, set_rating, remove_entry, add_play or
     * add_entry. verdict, hint, message: as in a write report. cannot_be_taken_back: the changes that no undo tries
     * again, with the reason. never_back: sentences for people about what no undo can restore. ok is false only if the
     * call has failed; error is then the message. Errors: any. The document is filled in if a change was made or tried,
     * whatever the status. *out is zero for INVALID_ARGUMENT (null_argument, unknown_run, bad_run: the undo has the
     * same name as the run), INVALID_STATE, NOT_SUPPORTED (no_state_dir), and if it could not be read what the account
     * has now.
     * [instance]
     */
    syncmod_status (*apply)(syncmod_handle *handle, const char *run, const syncmod_call_v1 *call, syncmod_buf *out,
                            syncmod_error *err);
} syncmod_undo_v1;

/* Size of syncmod_undo_v1 in revision 1, whatever is appended later. */
#define SYNCMOD_UNDO_V1_0_SIZE (offsetof(syncmod_undo_v1, apply) + sizeof(((syncmod_undo_v1 *)0)->apply))

#ifdef __cplusplus
}
#endif

#endif /* SYNCMOD_EXT_UNDO_H */
