"""What writes cost: requests by the twin's ledger, CPU and memory of the process that loads the plugin.

A write that gives other verdicts, or leaves another account behind, is a miss however cheap it was.
"""

import re
from collections import Counter

from plays_to_write import PlaysToWrite
from programs import Account, median
from table import MB, Row, all_ms, mb, misses, ms
from twin import Twin
from write_check import Witness, wrong_verdicts

PAGE = 250
MOST_CPU_MS, MOST_BYTES = 100, 100 * MB


def _by_kind(ledger):
    """The requests without the ids and times that they name."""
    kinds = Counter(entry["method"] + " " + re.sub(r"/\d+", "/ID", entry["path"]) +
                    (" of a span of time" if "start_at" in entry["query"] else "") for entry in ledger)
    return ", ".join("%d %s" % (count, kind) for kind, count in sorted(kinds.items()))


def _not_proven(ledger):
    asked = [entry["path"] for entry in ledger if entry["method"] == "GET"]
    return "" if asked == ["/sync/last_activities"] else "asked " + (", ".join(asked) or "nothing")


def _pages_with_others(before, after):
    """How many pages of movies and of episodes have plays that were not there before."""
    known, pages = {play["id"] for play in before["plays"]}, set()
    for kind in ("movie", "episode"):
        listed = [play["id"] for play in after["plays"] if play["type"] == kind]
        pages |= {(kind, at // PAGE) for at, number in enumerate(listed) if number not in known}
    return len(pages)


class WritesTable:
    def __init__(self, programs, plays, runs, say):
        self._programs, self._plays, self._runs, self._say = programs, plays, runs, say
        self.rows, self.notes = [], []

    def run(self):
        with Twin(self._programs.twin, self._plays) as twin:
            self._account = Account(self._programs, twin, "writes")
            plays = PlaysToWrite(twin, to_add=2 * self._runs + 1, to_remove=2 * self._runs)
            self._account.run(keep=False)
            self._witness = Witness(twin)
            self._one_play("add one play, proven snapshot", lambda: self._add_one(plays.one(twin.now())))
            self._one_play("remove one play, proven snapshot", lambda: self._remove_one(plays.to_remove.pop()))
            self._thousand_plays(plays, twin)

    def _add_one(self, play):
        self._witness.expect_added(play)
        return self._write("add", [(play.item, "added")])

    def _remove_one(self, item):
        self._witness.expect_removed(item["_trakt_history_id"])
        return self._write("remove", [(item, "removed")])

    def _write(self, operation, inputs):
        """Writes in a new process, then lets some minutes pass. `inputs`: items with their expected verdicts."""
        result, report, ledger = self._account.write(operation, [item for item, _ in inputs])
        self._account.twin.pass_minutes()
        return result, ledger, wrong_verdicts(result, report, [verdict for _, verdict in inputs])

    def _one_play(self, what, write):
        """Measured in runs that follow each other; then as often again with the account compared after each, which loads
        the machine. The index after each write is the proven snapshot of the next one."""
        results, requests, wrong = [], [], []
        for number in range(1, 2 * self._runs + 1):
            result, ledger, wrong_verdict = write()
            results.append(result)
            requests.append(len(ledger))
            wrong += [wrong_verdict, _not_proven(ledger)]
            self._account.run(keep=False)
            if number >= self._runs:
                wrong.append(self._witness.wrong_changes())
        cpu = [result["cpu_ms"] for result in results]
        used, peak = median(cpu[:self._runs]), median(result["peak_rss_bytes"] for result in results[:self._runs])
        self._note("%s: CPU %s; with comparisons between the runs %s; the last one made %s" % (
            what, all_ms(cpu[:self._runs]), all_ms(cpu[self._runs:]), _by_kind(ledger)))
        self._add(what + ": CPU", "<= %d ms" % MOST_CPU_MS, ms(used),
                  ms(used - MOST_CPU_MS) + " too much" if used > MOST_CPU_MS else "", wrong)
        self._add(what + ": peak RSS", "<= %d MB" % (MOST_BYTES / MB), mb(peak),
                  mb(peak - MOST_BYTES) + " too much" if peak > MOST_BYTES else "", wrong)
        self._add_requests(what + ": requests", 2, max(requests), wrong)

    def _thousand_plays(self, plays, twin):
        own = plays.one(twin.now())
        _, _, own_verdict = self._add_one(own)
        own_change = self._witness.wrong_changes()

        before = self._witness.state
        thousand = plays.thousand(twin.now())
        for play in thousand:
            self._witness.expect_added(play)
        # The write must know the plays that are there already, even the own write that no index has seen.
        inputs = [(play.item, "added") for play in thousand]
        inputs += [(item, "existing") for item in [own.item, *plays.held]]
        _, ledger, verdicts = self._write("add", inputs)
        changes = self._witness.wrong_changes()
        self._add_requests("add %s plays some minutes after an own write that no index followed" % f"{len(thousand):,}",
                           16, len(ledger), [own_verdict, own_change, verdicts, changes])
        self._note("%s plays were added with %s; they stand on %d pages" % (
            f"{len(thousand):,}", _by_kind(ledger), _pages_with_others(before, self._witness.state)))

        result, ledger = self._account.run()
        self._add_requests("index after that", 12, len(ledger), [self._account.difference(result)])
        self._note("the index after that made " + _by_kind(ledger))

    def _note(self, text):
        self.notes.append(text)
        self._say(text)

    def _add_requests(self, what, most, count, wrong):
        self._add(what, "<= %d" % most, str(count), "%d too many" % (count - most) if count > most else "", wrong)

    def _add(self, what, goal, measured, miss, wrong):
        row = Row(what, goal, measured, misses(miss, next(filter(None, wrong), "")))
        self.rows.append(row)
        self._say("%s: %s (%s) %s" % (row.what, row.measured, row.goal, row.verdict))
