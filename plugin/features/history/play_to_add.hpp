// The play that an intent adds, in the form that request bodies need.
#pragma once

#include <utility>

#include "changes/intent.hpp"
#include "support/error.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {

inline trakt::PlayToAdd to_play_to_add(const changes::Intent& intent) {
    auto title = to_play_ref(intent.title);
    if (!title || !intent.minute_ms)
        throw Failure(Status::Internal, "internal",
                      "an intent without a title or a minute; this is a defect of the plugin");
    return {*std::move(title), *intent.minute_ms};
}

}  // namespace mod_trakt::features
