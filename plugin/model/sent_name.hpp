// What a request says of a title for certain.
#pragma once

#include "model/media_ref.hpp"
#include "model/title_name.hpp"

namespace mod_trakt {

// The title by the id that decides which one Trakt takes: its Trakt id, else its strongest one, of a season or episode
// in its show that of the show, with the numbers. Other ids beside it may be another title's.
TitleName sent_name(const MediaRef& title);

}  // namespace mod_trakt
