// Which unit judges which vector file. A unit registers itself:  const Unit unit{"ids", &judge_ids};
#pragma once

#include <string_view>

#include "judge.hpp"

namespace vectors {

struct Unit {
    std::string_view file;  // without ".jsonl"
    void (*judge)(const Case&, Judge&);

    Unit(std::string_view file_name, void (*function)(const Case&, Judge&));
};

// The unit of a file, or null.
const Unit* find_unit(std::string_view file);

}  // namespace vectors
