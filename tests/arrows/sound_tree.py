"""A small sound tree: every room, every include that the plan permits, and text that only looks like a break."""

# Room -> its folder. Each has a header a.hpp, which includes nothing, and a source all.cpp.
FOLDERS = {
    "edge": "plugin/edge",
    "module": "plugin/module",
    "history": "plugin/features/history",
    "ratings": "plugin/features/ratings",
    "watchlist": "plugin/features/watchlist",
    "media": "plugin/features/media",
    "features": "plugin/features",
    "changes": "plugin/changes",
    "account": "plugin/account",
    "index": "plugin/index/paging",
    "auth": "plugin/auth",
    "trakt": "plugin/trakt",
    "state": "plugin/state",
    "http": "plugin/http",
    "model": "plugin/model",
    "support": "plugin/support",
    "json": "plugin/support/json",
    "cli": "host_sample/cli",
    "lib": "host_sample/lib",
}

# What all.cpp of a room includes.
PERMITTED = {
    "edge": "module support json",
    "module": "history ratings watchlist features changes account index auth trakt state model support json",
    "history": "media features changes account index auth trakt model support json",
    "ratings": "media features changes account index auth trakt model support json",
    "watchlist": "media features changes account index auth trakt model support json",
    "media": "features changes account index auth trakt model support json",
    "features": "changes account index auth trakt model support json",
    "changes": "account auth trakt state model support json",
    "account": "index auth trakt state model support json",
    "index": "trakt state model support json",
    "auth": "trakt state model support json",
    "trakt": "http model support json",
    "state": "support json",
    "http": "support json",
    "model": "support json",
    "support": "json",
    "json": "support",
    "cli": "lib",
    "lib": "",
}

LOOKALIKES = r'''
// #include "http/a.hpp", rapidjson::Value and "/sync/history" at https://api.trakt.tv \
#include "http/a.hpp"
/* rapidjson::Value
#include "http/a.hpp"
"/sync/history" */
const char* quoted = "\"/sync/history\" // /*";
const char* shown = "GET /sync/history by rapidjson::Reader";
const char* raw = R"x(
#include "http/a.hpp"
)" "/users/me" rapidjson::Value
)x";
const int grouped = 1'000'000; const char quote = '"'; const char* folder = "/synchronised";
#define SHOWN(include) #include "http/a.hpp"
'''


def header_of(room):
    return FOLDERS[room].split("/", 1)[1] + "/a.hpp"


def include_of(room):
    return f'#include "{header_of(room)}"\n'


def sound_tree():
    """Path -> text."""
    tree = {"abi/include/syncmod/syncmod.h": "#include <stddef.h>\n"}
    for room, folder in FOLDERS.items():
        tree[f"{folder}/a.hpp"] = "#pragma once\n#include <string>\n"
        tree[f"{folder}/all.cpp"] = "".join(include_of(other) for other in PERMITTED[room].split())
    for room in ("edge", "cli", "lib"):
        tree[f"{FOLDERS[room]}/abi.cpp"] = "#include <syncmod/syncmod.h>\n"
    tree |= {
        "plugin/entry.cpp": include_of("edge") + include_of("module") + include_of("support"),
        "plugin/edge/extensions/login/a.hpp": "#pragma once\n",
        "plugin/edge/extensions/login/a.cpp": '#include "a.hpp"\n' + include_of("module"),
        "plugin/module/wiring.hpp": include_of("http") + include_of("media") + '#include "features/registry.hpp"\n',
        "plugin/module/trakt_module.cpp": '#include "module/wiring.hpp"\n',
        "plugin/module/health/health.cpp": include_of("trakt") + LOOKALIKES,
        "plugin/module/config/config.hpp": 'std::string api_url = "https://api.trakt.tv";\n',
        "plugin/features/registry.hpp": include_of("features"),
        "plugin/features/registry.cpp": include_of("history") + include_of("ratings") + include_of("watchlist"),
        "plugin/index/plays/a.hpp": include_of("index"),
        "plugin/index/paging/journal.cpp": '#include "index/plays/a.hpp"\n',
        "plugin/index/snapshot/a.hpp": '#include "index/plays/a.hpp"\n',
        "plugin/http/rate_ledger.hpp": "#pragma once\n",
        "plugin/state/shared_rate_ledger.hpp": '#include "http/rate_ledger.hpp"\n',
        "plugin/trakt/paths.cpp": 'const char* path = "/sync/history"; const char* host = "https://auth.trakt.tv";\n',
        "plugin/support/json/rapidjson.hpp": "#include <rapidjson/reader.h>\nusing Reader = rapidjson::Reader;\n",
        "plugin/support/json/parse.cpp": '#include "support/json/rapidjson.hpp"\n',
    }
    return tree
