// Reads the report of an add or a remove: the verdict of every item, and whether the command succeeded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncmod_host {

struct WriteReport {
    struct Item {
        std::int64_t index = 0;
        std::string key, verdict, hint, message;
    };
    struct Request {
        std::string method, path;
        std::size_t body_bytes = 0;
    };
    // Mass changes that the plugin refused because nobody has confirmed them.
    struct Guard {
        std::string feature, kind, code;  // without a code in a dry run
        std::int64_t number = 0, limit = 0;

        // A line for people, without a line break.
        std::string text() const;
    };
    bool ok = true;  // the member "ok" of the report
    bool dry_run = false;
    std::int64_t count = 0;
    std::vector<Item> items;
    std::vector<Request> requests;  // of a dry run
    std::optional<Guard> guard;

    // True if every item is in the wanted state; in a dry run, if no item is refused.
    bool all_good() const;
    // The same without the items that the guard refused.
    bool others_are_good() const;
    // The indexes of the items that the guard refused.
    std::vector<std::int64_t> refused_by_guard() const;
    // Counts by verdict, then each item that is not good, and at the end what the guard refused.
    std::string text() const;
};

// Throws Fatal when the document is not a JSON object.
WriteReport read_write_report(std::string_view document);

}  // namespace syncmod_host
