// The part of a title's name that decides which title a request changes.
#pragma once

#include "model/media_ref.hpp"
#include "model/title_name.hpp"

namespace mod_trakt {

// The title by the one id that decides which title Trakt takes: its Trakt id, else its strongest other id. A season or
// episode in its show is named by the show's id and the numbers. Other ids are left out, because they may belong to
// another title.
TitleName sent_name(const MediaRef& title);

// True if that is a Trakt id. A title that is named by other ids may be held under ids of which Trakt does not show
// these.
bool is_named_by_trakt_id(const MediaRef& title);

}  // namespace mod_trakt
