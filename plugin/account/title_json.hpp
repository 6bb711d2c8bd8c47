// Names of titles in the files of an account.
#pragma once

#include "model/title_name.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::account {

// Writes the members of an object that has begun.
void write_title(json::Writer& writer, const TitleName& title);
// Reads them from such an object. What is missing stays empty.
TitleName read_title(json::Value object);

}  // namespace mod_trakt::account
