// Items for the demo, made from what the account has, so that they surely exist at the service; and how to find them
// again in an index.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <string>

namespace syncmod_host {

// The "items" object of an index document.
using IndexItems = boost::json::object;

// A second watching of a movie or an episode of the history, at a minute in which the account has no play. Movies on
// the watchlist are left alone: a service may take them off when they are watched.
std::optional<boost::json::object> choose_play(const IndexItems& history, const IndexItems& watchlist,
                                               std::chrono::system_clock::time_point now);

// A watched movie or show that is not in `list` (the watchlist or the ratings) and is not `other`.
std::optional<boost::json::object> choose_unlisted(const IndexItems& history, const IndexItems& list,
                                                   const boost::json::object& other);

// The item of the index that is the same thing: same type, a common id (or show, season and episode), and, where
// `wanted` has them, the same minute and the same rating. nullptr when there is none.
const boost::json::object* find_item(const IndexItems& index, const boost::json::object& wanted);

// "Heat (1995)" or "Dark S1E3 Past and Present".
std::string item_title(const boost::json::object& item);

}  // namespace syncmod_host
