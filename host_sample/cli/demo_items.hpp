// Makes items for the demo from items of the account, so that they exist at the service, and finds them in an index.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <string>

namespace syncmod_host {

// The "items" object of an index document.
using IndexItems = boost::json::object;

// Another play of a movie or episode of the history, at a minute without a play. It does not choose a movie that is on
// the watchlist, because a service may remove watched movies from it.
std::optional<boost::json::object> choose_play(const IndexItems& history, const IndexItems& watchlist,
                                               std::chrono::system_clock::time_point now);

// A watched movie or show that is neither in `list` (the watchlist or the ratings) nor `other`.
std::optional<boost::json::object> choose_unlisted(const IndexItems& history, const IndexItems& list,
                                                   const boost::json::object& other);

// The item of the index with the same type, a common id (or the same show, season and episode), and the same minute and
// rating if `wanted` has them. nullptr when there is none.
const boost::json::object* find_item(const IndexItems& index, const boost::json::object& wanted);

// "Heat (1995)" or "Dark S1E3 Past and Present".
std::string item_title(const boost::json::object& item);

}  // namespace syncmod_host
