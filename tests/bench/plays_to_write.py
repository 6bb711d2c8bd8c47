"""Chooses the plays to write: of titles that the account has watched, and of other titles that Trakt knows."""

import itertools
import json
import random
import time
import urllib.error
from collections import defaultdict
from dataclasses import dataclass

from truth import epoch, expected, item_of

DAY_MINUTES = 1440
# The thousand plays are of the last days, as after some days without a sync. So they are on few pages, and only these pages
# show an index their history ids. Several plays share a minute, as when a whole season was marked as watched at once.
DAYS = 15
MOVIES, MOVIE_MINUTES = 200, 120
EPISODES, EPISODE_MINUTES = 800, 240
HELD = 9


@dataclass
class Play:
    title: dict  # the item without its time
    trakt: int
    minute: int  # since 1970

    @property
    def item(self):
        """The play as a host passes it."""
        return dict(self.title, watched_at=time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(self.minute * 60)))

    @property
    def fact(self):
        """The play as Trakt has it."""
        return self.title["type"], self.trakt, self.minute * 60


class PlaysToWrite:
    """Plays chosen from what the account holds at the start, by the same random numbers each time."""

    def __init__(self, twin, to_add, to_remove):
        self._random = random.Random(1)
        state = twin.truth()
        self._taken_minutes = {epoch(row["watched_at"]) // 60 for row in state["plays"]}
        movies = dict(_titles(row for row in state["plays"] if row["type"] == "movie"))
        episodes = dict(_titles(row for row in state["plays"] if row["type"] == "episode"))
        self._to_add = self._random.sample(sorted((movies | episodes).items()), to_add)

        items = [item for item in expected(state, "history").values() if epoch(item["watched_at"]) > 0]
        items = self._random.sample(items, to_remove + HELD)
        self.to_remove = items[:to_remove]
        # Without the private members of the plugin.
        self.held = [{name: value for name, value in item.items() if not name.startswith("_")}
                     for item in items[to_remove:]]

        # Half of the titles have been watched before.
        self._groups = (
            (self._random.sample(sorted(movies.items()), MOVIES // 2), MOVIE_MINUTES // 2),
            (_enough(_other_movies(twin, movies), MOVIES // 2), MOVIE_MINUTES // 2),
            (_enough(self._show_by_show(episodes), EPISODES // 2), EPISODE_MINUTES // 2),
            (_enough(_other_episodes(twin, episodes), EPISODES // 2), EPISODE_MINUTES // 2),
        )

    def one(self, now):
        """A play of half an hour ago; each call takes another title."""
        trakt, title = self._to_add.pop()
        play = Play(title, trakt, now // 60 - 30)
        self._taken_minutes.add(play.minute)
        return play

    def thousand(self, now):
        """A thousand plays in random order. Half of the items have no ids of Trakt's own, like those of another service."""
        plays, days = [], [self._free_minutes(now // 60, day) for day in range(DAYS)]
        for titles, number_of_minutes in self._groups:
            minutes = [next(days[at * DAYS // number_of_minutes]) for at in range(number_of_minutes)]
            plays += [Play(title, trakt, minutes[at * number_of_minutes // len(titles)])
                      for at, (trakt, title) in enumerate(titles)]
        for play in plays[::2]:
            play.title = _without_ids_of_trakt(play.title)
        self._random.shuffle(plays)
        return plays

    def _free_minutes(self, now, day):
        """Minutes of one day without a play, in random order; for day 0 only of the last six hours."""
        newest = now - day * DAY_MINUTES
        minutes = range(newest - (360 if day == 0 else DAY_MINUTES), newest - 10)
        return iter([minute for minute in self._random.sample(minutes, 200) if minute not in self._taken_minutes])

    def _show_by_show(self, episodes):
        shows = defaultdict(list)
        for trakt, title in sorted(episodes.items()):
            shows[title["show_ids"]["trakt"]].append((trakt, title))
        return itertools.chain.from_iterable(self._random.sample(list(shows.values()), len(shows)))


def _titles(rows):
    for row in rows:
        yield row[row["type"]]["ids"]["trakt"], item_of(row, "history")


def _enough(titles, count):
    chosen = list(itertools.islice(titles, count))
    if len(chosen) < count:
        raise RuntimeError("the offline Trakt has too few titles for these plays")
    return chosen


def _answers(twin, path, numbers):
    """The titles with these numbers, until one does not exist: generated titles have consecutive ids, samples higher ones."""
    for number in numbers:
        try:
            yield json.loads(twin.page(path % number))
        except urllib.error.HTTPError:
            return


def _not_in(numbers):
    return (number for number in itertools.count(min(numbers)) if number not in numbers)


def _other_movies(twin, watched):
    return _titles({"type": "movie", "movie": movie} for movie in _answers(twin, "/movies/%d", _not_in(watched)))


def _other_episodes(twin, watched):
    shows = {int(title["show_ids"]["trakt"]) for title in watched.values()}
    for show in _answers(twin, "/shows/%d", _not_in(shows)):
        path = "/shows/%d/seasons?extended=episodes" % show["ids"]["trakt"]
        for season in json.loads(twin.page(path)):
            yield from _titles({"type": "episode", "episode": episode, "show": show} for episode in season["episodes"])


def _without_ids_of_trakt(title):
    """The title without Trakt's own ids; the title as it is if it has no other ids."""
    stripped = dict(title)
    for name in ("ids", "show_ids"):
        if name in title:
            stripped[name] = {key: value for key, value in title[name].items() if key not in ("trakt", "slug")}
    return stripped if stripped["show_ids" if "show_ids" in title else "ids"] else title
