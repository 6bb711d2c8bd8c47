"""How many requests each case costs, by the twin's ledger. An index that differs from the twin's state is a miss."""

import shutil

from programs import Account
from table import Row
from twin import Twin

PAGE = 250
KINDS = ("movie", "episode")


def _pages(rows):
    """Requests for a list, including one more if the last page is full."""
    return -(-rows // PAGE) + (1 if rows % PAGE == 0 and rows > 0 else 0)


class RequestsTable:
    def __init__(self, programs, plays, tries, say):
        self._programs, self._plays, self._tries, self._say = programs, plays, tries, say
        self.rows, self.notes = [], []

    def run(self):
        with Twin(self._programs.twin, self._plays, ratings=2000, watchlist=600) as twin:
            self._first_reads(twin)
            account = Account(self._programs, twin, "maps")
            self._warm(account, "history,ratings,watchlist")
            self._case(account, "nothing changed, all three features in one run", 1, [],
                       features="history,ratings,watchlist")
            self._case(account, "one new play watched now", 2, [{"op": "add"}])
            self._cases(account, "with maps", one=4, ten=14)
            self._case(account, "any ten (adds, removals, edited dates), with maps", 14,
                       [{"op": "add", "count": 4, "when": "backdated"}, {"op": "remove", "count": 3},
                        {"op": "date", "count": 3, "when": "backdated"}])

            twin.switches(maps="absent")
            account = Account(self._programs, twin, "rank")
            self._warm(account, "history")
            self._cases(account, "by rank search", one=14, ten=80)

    def _cases(self, account, how, one, ten):
        self._case(account, "one backdated play, " + how, one, [{"op": "add", "when": "backdated"}])
        self._case(account, "one removed play, " + how, one, [{"op": "remove"}])
        self._case(account, "ten backdated plays, " + how, ten, [{"op": "add", "count": 10, "when": "backdated"}])
        self._case(account, "ten removed plays, " + how, ten, [{"op": "remove", "count": 10}])

    def _first_reads(self, twin):
        state = twin.truth()
        counts = [sum(play["type"] == kind for play in state["plays"]) for kind in KINDS]
        account = Account(self._programs, twin, "first")
        result, ledger = account.run()
        # Three further requests: the activities twice, and the settings, which show whose account it is.
        self._add("first index of history", 3 + sum(map(_pages, counts)), [len(ledger)], account.difference(result))

        lists = [len(state["watchlist"])]
        lists += [sum(rating["type"] == kind for rating in state["ratings"])
                  for kind in ("movie", "show", "season", "episode")]
        account = Account(self._programs, twin, "lists")
        result, ledger = account.run("watchlist,ratings")
        self._add("watchlist of %d and ratings of 4 x %d, first" % (lists[0], max(lists[1:])),
                  2 + sum(map(_pages, lists)) + 2, [len(ledger)], account.difference(result))

    def _warm(self, account, features):
        """Brings the cache up to date; if that fails, builds it anew."""
        result, _ = account.run(features)
        if wrong := account.difference(result):
            self._say("the cache is built anew: " + wrong)
            shutil.rmtree(account.state_dir)
            result, _ = account.run(features)
            if wrong := account.difference(result):
                self._say("not even a first index is right: " + wrong)

    def _case(self, account, what, most, ops, features="history"):
        counts, wrong = [], ""
        for _ in range(self._tries if ops else 1):
            if ops:
                account.twin.edit(*ops)
            result, ledger = account.run(features)
            counts.append(len(ledger))
            unlike = account.difference(result)
            if unlike:
                self._warm(account, features)
            wrong = wrong or unlike
        self._add(what, most, counts, wrong, "" if ledger else "no request at all")

    def _add(self, what, most, counts, *wrong):
        reasons = ["%d too many" % (max(counts) - most)] if max(counts) > most else []
        reasons += filter(None, wrong)
        row = Row(what, "<= %d" % most, ", ".join(map(str, counts)), "; ".join(reasons))
        self.rows.append(row)
        self._say("%s: %s (%s) %s" % (row.what, row.measured, row.goal, row.verdict))
