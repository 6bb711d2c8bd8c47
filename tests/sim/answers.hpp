// What the documents of the plugin say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record.hpp"
#include "site.hpp"

namespace mod_trakt::sim {

Index index_in(const std::string& feature, std::string_view document);
std::vector<Verdict> verdicts_in(const std::string& document);
Undone undone_in(const std::string& document, const Site& site);

}  // namespace mod_trakt::sim
