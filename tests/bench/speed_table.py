"""What the plugin costs the process that loads it. CPU is user and system time of the whole process from its start."""

import shutil

from programs import Account, median, target_of
from table import MB, Row, all_ms, mb, misses, ms
from twin import Twin


def _check_floor(floor, ledger):
    """Checks that the floor has fetched the same bodies as the plugin. The twin counts bodies before they are compressed."""
    fetched = (floor["requests"], floor["body_bytes"])
    asked = (len(ledger), sum(entry["response_bytes"] for entry in ledger))
    if fetched != asked:
        raise RuntimeError("the floor made %d requests for %d bytes, the plugin %d for %d" % (fetched + asked))


class SpeedTable:
    def __init__(self, programs, plays, runs, say):
        self._programs, self._plays, self._runs, self._say = programs, plays, runs, say
        self.rows, self.notes = [], []

    def run(self):
        with Twin(self._programs.twin, self._plays) as twin:
            large = self._first_index(twin, self._plays)
            self._against_floor(large)
            self._add("peak RSS of the process with the result in hand", "<= 100 MB", mb(large["peak"]),
                      mb(large["peak"] - 100 * MB) + " too much" if large["peak"] > 100 * MB else "")
            account = large["account"]
            self._nothing_changed(account)
            self._one_new_play(account)
        with Twin(self._programs.twin, self._plays // 10) as twin:
            small = self._first_index(twin, self._plays // 10, with_floor=False)
        self._growth("CPU", small["cpu"], large["cpu"], ms)
        self._growth("peak RSS", small["peak"], large["peak"], mb)
        allowed = 1.1 * large["bytes"]
        self._add("cache on disk", "<= index + 10 %%: %s" % mb(allowed), mb(large["cache"]),
                  mb(large["cache"] - allowed) + " too much" if large["cache"] > allowed else "")

    def _first_index(self, twin, plays, with_floor=True):
        """Runs the plugin and the floor alternately, so that a busy machine slows both."""
        cpu, peak, wall, floors, wrong = [], [], [], {1: [], 4: []}, ""
        for attempt in range(self._runs):
            account = Account(self._programs, twin, "speed")
            shutil.rmtree(account.state_dir)
            result, ledger = account.run()
            if attempt == 0:
                wrong = account.difference(result)
            wall.append(result["calls"][0]["wall_ms"])
            cpu.append(result["cpu_ms"])
            peak.append(result["peak_rss_bytes"])
            for connections in floors if with_floor else ():
                floor = self._programs.floor(twin, [target_of(entry) for entry in ledger], connections,
                                             result["calls"][0]["bytes"])
                _check_floor(floor, ledger)
                floors[connections].append(floor["cpu_ms"])
        note = "first index of %s plays: CPU %s; wall %s" % (f"{plays:,}", all_ms(cpu), all_ms(wall))
        for connections, values in floors.items():
            if values:
                note += "; CPU of the floor with %d at a time %s" % (connections, all_ms(values))
        self.notes.append(note)
        self._say(note)
        return {"cpu": median(cpu), "peak": median(peak), "bytes": result["calls"][0]["bytes"],
                "cache": account.cache_bytes(), "account": account, "wrong": wrong,
                "floor": {n: median(values) for n, values in floors.items() if values}}

    def _against_floor(self, large):
        connections, floor = min(large["floor"].items(), key=lambda entry: entry[1])
        factor = large["cpu"] / floor
        self._add("CPU of the client process, first index", "<= 2.0 x the floor program",
                  "%.2f x: %s, floor %s (%d connection%s)" % (factor, ms(large["cpu"]), ms(floor), connections,
                                                              "" if connections == 1 else "s"),
                  misses("%s too much" % ms(large["cpu"] - 2 * floor) if factor > 2 else "", large["wrong"]))

    def _nothing_changed(self, account):
        """The time of the one request is also measured in a new process, with its own connection and a parsed answer."""
        calls, requests, ledgers = [], [], []
        for _ in range(max(self._runs, 11)):
            result, ledger = account.run(keep=False)
            calls.append(result["calls"][0]["wall_ms"])
            ledgers.append([target_of(entry) for entry in ledger])
            alone = self._programs.floor(account.twin, ["/sync/last_activities"], 1, 0)
            requests.append(alone["fetch_ms"])
        beyond = median(calls) - median(requests)
        miss = "%s too long" % ms(beyond - 20) if beyond > 20 else ""
        read = max(ledgers, key=len)
        if read != ["/sync/last_activities"]:
            miss = misses(miss, "%d requests, so rows were parsed" % len(read))
        self._add("nothing changed: time beyond the one request", "<= 20 ms, no row parsed",
                  "%s: call %s, request %s" % (ms(beyond), ms(median(calls)), ms(median(requests))),
                  miss)

    def _one_new_play(self, account):
        """Measured in runs that follow each other; then as often again with each index compared, which loads the machine."""
        def run():
            account.twin.edit({"op": "add"})
            return account.run()[0]

        cpu = [run()["cpu_ms"] for _ in range(self._runs)]
        wrong, cpu_between = "", []
        for number in range(1, self._runs + 1):
            result = run()
            cpu_between.append(result["cpu_ms"])
            difference = account.difference(result)
            wrong = wrong or (difference and "run %d: %s" % (self._runs + number, difference))
        note = "one new play: CPU %s; with comparisons between the runs %s" % (all_ms(cpu), all_ms(cpu_between))
        self.notes.append(note)
        self._say(note)
        used = median(cpu)
        self._add("one new play: CPU", "<= 120 ms", ms(used),
                  misses("%s too much" % ms(used - 120) if used > 120 else "", wrong))

    def _growth(self, what, small, large, unit):
        ratio = large / small
        self._add("growth from %s to %s plays, %s" % (f"{self._plays // 10:,}", f"{self._plays:,}", what),
                  "<= 10 x", "%.2f x: %s to %s" % (ratio, unit(small), unit(large)),
                  "more than linear" if ratio > 10 else "")

    def _add(self, what, goal, measured, miss):
        row = Row(what, goal, measured, miss)
        self.rows.append(row)
        self._say("%s: %s (%s) %s" % (row.what, row.measured, row.goal, row.verdict))
