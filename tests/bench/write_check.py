"""Checks the results of writes: the verdicts of their reports, and the account at the twin."""

from collections import Counter

from truth import epoch


def wrong_verdicts(result, report, expected):
    """How the report of a write differs from the expected verdicts, one for each input; empty if it is as expected."""
    call = result["calls"][0]
    if call["status"] != 0 or report["ok"] is not True:
        return "status %d %s" % (call["status"], call["reason"])
    if [entry["index"] for entry in report["results"]] != list(range(len(expected))):
        return "%d results for %d inputs" % (len(report["results"]), len(expected))
    pairs = [(entry["verdict"], wanted) for entry, wanted in zip(report["results"], expected)]
    wrong = [pair for pair in pairs if pair[0] != pair[1]]
    return "%d wrong verdicts, the first is %s in place of %s" % (len(wrong), *wrong[0]) if wrong else ""


class Witness:
    """Compares the account with its state before, changed as the writes since then asked."""

    def __init__(self, twin):
        self._twin, self.state = twin, twin.state()
        self._added, self._removed = Counter(), set()

    def expect_added(self, play):
        self._added[play.fact] += 1

    def expect_removed(self, history_id):
        self._removed.add(history_id)

    def wrong_changes(self):
        """How the account differs from the expected state; empty if it is equal. The present state becomes the next start."""
        now = self._twin.state()
        before, after = _plays(self.state), _plays(now)
        added, removed = Counter(after[number] for number in after.keys() - before.keys()), before.keys() - after.keys()
        wrong = {
            "plays were not added": (self._added - added).total(),
            "other plays were added": (added - self._added).total(),
            "plays were not removed": len(self._removed - removed),
            "other plays were removed": len(removed - self._removed),
            "plays have changed": sum(before[number] != after[number] for number in before.keys() & after.keys()),
            "other lists have changed": sum(self.state[name] != now[name]
                                            for name in ("ratings", "watchlist", "collection")),
        }
        self.state, self._added, self._removed = now, Counter(), set()
        return "; ".join("%d %s" % (count, what) for what, count in wrong.items() if count)


def _plays(state):
    return {play["id"]: (play["type"], play["trakt"], epoch(play["watched_at"])) for play in state["plays"]}
