"""The rules: which room may include which, and where RapidJSON and the paths and hosts of Trakt's API may be used."""
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache


@dataclass(frozen=True)
class Room:
    name: str
    places: list  # "folder/": the files directly in it ("*" stands for one folder); anything else is a file
    may_include: list


def room(name, places, may_include):
    return Room(name, places.split(), may_include.split())


# The first row that has a place for a file is its room. Every room may also include itself and the system. A row with
# a * in its name is one for each folder: that folder is a room of its own.
#
# One room and not three: index. Its folders have no order: paging's page_journal holds plays, plays' play_list uses
# snapshot's entry_arena, snapshot holds plays and journals. With history_document in snapshot and entry_arena in plays,
# snapshot -> paging -> plays would be one.
ROOMS = [
    room("entry", "plugin/entry.cpp plugin/operator_new.cpp", "edge module support abi"),
    room("edge", "plugin/edge/ plugin/edge/extensions/ plugin/edge/extensions/*/", "module support abi"),
    room("module", "plugin/module/ plugin/module/config/ plugin/module/health/ plugin/module/undo/",
         "features/registry features/* features changes account index auth trakt state model support"),
    room("features/registry", "plugin/features/registry.*",
         "features/* features changes account index auth trakt model support"),
    room("features/media", "plugin/features/media/", "features changes account index auth trakt model support"),
    room("features/*", "plugin/features/*/",
         "features/media features changes account index auth trakt model support"),
    room("features", "plugin/features/", "changes account index auth trakt model support"),
    room("changes", "plugin/changes/", "account auth trakt state model support"),
    room("account", "plugin/account/", "index auth trakt state model support"),
    room("index", "plugin/index/ plugin/index/paging/ plugin/index/plays/ plugin/index/snapshot/",
         "trakt state model support"),
    room("auth", "plugin/auth/", "trakt state model support"),
    room("trakt", "plugin/trakt/", "http model support"),
    room("state", "plugin/state/", "support"),
    room("http", "plugin/http/", "support"),
    room("model", "plugin/model/", "support"),
    room("support", "plugin/support/ plugin/support/json/", ""),
    room("host_sample/cli", "host_sample/cli/", "host_sample/lib abi"),
    room("host_sample/lib", "host_sample/lib/", "abi"),
    room("abi", "abi/include/syncmod/ abi/include/syncmod/ext/", ""),
]

# Includes beyond the rows above: these files may include those.
EXCEPTIONS = [
    ("plugin/module/wiring.*", "plugin/http/"),  # builds everything that hangs on one configuration
    ("plugin/module/wiring.*", "plugin/features/media/"),
    ("plugin/state/", "plugin/http/rate_ledger.hpp"),  # the ledger that the processes of one account share
]

# Where the sources are; a header is looked for in the includer's folder, in its tree, and then in this order.
TREES = ["abi/include", "plugin", "host_sample"]

RAPIDJSON_PLACE = "plugin/support/json/"

TRAKT_PLACE = "plugin/trakt/"
# The hosts are defaults of the configuration.
TRAKT_HOST_PLACES = [TRAKT_PLACE, "plugin/module/config/"]
TRAKT_HOSTS = ["api.trakt.tv", "auth.trakt.tv", "api-staging.trakt.tv"]
# First segments of the API's paths: "/sync/history", "/search?query=", "/checkin".
TRAKT_PATHS = """calendars certifications checkin comments countries episodes genres languages lists movies networks
    notes oauth people recommendations scrobble search seasons shows sync users""".split()

# The rules that messages cite.
HTTP_RULE = "http is included by trakt, by plugin/module/wiring, and its rate_ledger.hpp by state"
KNOWN_ROOM_RULE = "every file has a room in tests/arrows/rules.py"
FOLLOWED_RULE = "every include can be followed: a header of the tree by its name, any other in <>"
ROOM_CIRCLE_RULE = "rooms include each other in one direction"
FILE_CIRCLE_RULE = "no file includes itself, by whatever way"
RAPIDJSON_RULE = f"RapidJSON is included and named in {RAPIDJSON_PLACE} only"
TRAKT_PATH_RULE = f"paths of Trakt's API are written in {TRAKT_PLACE} only"
TRAKT_HOST_RULE = f"hosts of Trakt's API are written in {TRAKT_PLACE} and plugin/module/config only"


def direction_rule(of):
    return f"{of.name} may include {', '.join(of.may_include) or 'nothing but itself'}"


def is_in(path, place):
    folder = path.rpartition("/")[0] + "/"
    if place.endswith("/"):
        return folder.count("/") == place.count("/") and fnmatchcase(folder, place)
    return path.count("/") == place.count("/") and fnmatchcase(path, place)


def row_of(path):
    return next((row for row in ROOMS if any(is_in(path, place) for place in row.places)), None)


@cache
def room_of(path):
    row = row_of(path)
    return replace(row, name=row.name.replace("*", path.split("/")[-2])) if row else None


def is_against_direction(path, target):
    """True if the first file must not include the second one. Another rule finds files without a room."""
    here, there = room_of(path), room_of(target)
    if not here or not there or here == there:
        return False
    if there.name in here.may_include or row_of(target).name in here.may_include:
        return False
    return not any(is_in(path, files) and is_in(target, targets) for files, targets in EXCEPTIONS)
