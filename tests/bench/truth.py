"""Computes what an index must have, from the twin's state and without code of the plugin."""

import calendar
import json
import os
import time

_PRIORITY = ("imdb", "tmdb", "tvdb", "trakt", "slug")


def _ids(medium):
    return {name: str(value) for name, value in medium["ids"].items() if value is not None}


def item_of(row, feature):
    kind = row["type"]
    medium = row[kind]
    if kind in ("movie", "show"):
        return {"type": kind, "ids": _ids(medium), "title": medium["title"], "year": medium["year"]}
    show = row["show"]
    item = {"type": kind, "ids": _ids(medium), "show_ids": _ids(show), "series_title": show["title"],
            "year": show["year"] if feature == "watchlist" else None}
    if kind == "season":
        item.update(season=medium["number"], title=show["title"])
    else:
        item.update(season=medium["season"], episode=medium["number"], title=medium["title"])
        if feature != "history" and item["title"] is None:
            item["title"] = show["title"]
    return item


def _keys(item):
    """All keys that an item could have, the best first."""
    scope = ""
    if item["type"] == "season":
        scope = "#season:%d" % item["season"]
    elif item["type"] == "episode":
        scope = "#s%02de%02d" % (item["season"], item["episode"])
    ids = item["show_ids"] if scope else item["ids"]
    return [name + ":" + ids[name] + scope for name in _PRIORITY if name in ids]


def epoch(iso, known={}):
    day = iso[:10]
    if day not in known:
        known[day] = calendar.timegm(time.strptime(day, "%Y-%m-%d"))
    return known[day] + int(iso[11:13]) * 3600 + int(iso[14:16]) * 60 + int(iso[17:19])


def _plays(state):
    by_key = {}
    for row in state["plays"]:
        item = item_of(row, "history")
        item["watched_at"] = row["watched_at"]
        item["_trakt_history_id"] = row["id"]
        by_key.setdefault("%s@%d" % (_keys(item)[0], epoch(row["watched_at"])), []).append(item)
    items = {}
    for key, same in by_key.items():
        same.sort(key=lambda item: item["_trakt_history_id"])
        items[key] = same[0]  # the lowest history id keeps the plain key
        for item in same[1:]:
            items["%s~%d" % (key, item["_trakt_history_id"])] = item
    return items


def _media(state, feature):
    items = {}
    # Movies choose first. A row whose key is taken already uses its next id.
    for row in sorted(state[feature], key=lambda row: row["type"] != "movie"):
        item = item_of(row, feature)
        if feature == "ratings":
            item.update(rating=row["rating"], rated_at=row["rated_at"])
        keys = _keys(item)
        items[next((key for key in keys if key not in items), row["type"] + ":" + keys[0])] = item
    return items


def expected(state, feature):
    return _plays(state) if feature == "history" else _media(state, feature)


def difference(call, folder, state):
    """How the index of a call differs from the account; empty if it is equal."""
    feature = call["feature"]
    if call["status"] != 0:
        return "%s: status %d %s" % (feature, call["status"], call["reason"])
    with open(os.path.join(folder, feature + ".json"), "rb") as file:
        index = json.loads(file.read())
    if index["complete"] is not True or index["stale"] is not False:
        return feature + ": not marked complete and fresh"
    truth, items = expected(state, feature), index["items"]
    if index["count"] != len(items):
        return "%s: count %d, but %d items" % (feature, index["count"], len(items))
    if items == truth:
        return ""
    lost, extra = truth.keys() - items.keys(), items.keys() - truth.keys()
    if lost or extra:
        return "%s: %d items are missing, %d too many" % (feature, len(lost), len(extra))
    return "%s: %d items differ" % (feature, sum(items[key] != truth[key] for key in truth))
