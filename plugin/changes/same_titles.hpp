// Numbers titles so that all names of one title get one number.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/title_name.hpp"

namespace mod_trakt::changes {

// Compares names by compare(). A name gets the number of the first known name that is the same title.
class SameTitles {
public:
    std::size_t number_of(const TitleName& name) {
        for (const std::string& text : likeness_texts(name)) {
            const auto [begin, end] = by_text_.equal_range(text);
            for (auto at = begin; at != end; ++at)
                if (compare(names_[at->second].name, name) == Sameness::Same) return names_[at->second].number;
        }
        return add(name, count_++);
    }
    std::size_t size() const noexcept { return count_; }

private:
    struct Named {
        TitleName name;
        std::size_t number = 0;
    };
    std::size_t add(const TitleName& name, std::size_t number) {
        for (const std::string& text : likeness_texts(name)) by_text_.emplace(text, names_.size());
        names_.push_back({name, number});
        return number;
    }

    std::vector<Named> names_;
    std::unordered_multimap<std::string, std::size_t> by_text_;
    std::size_t count_ = 0;
};

}  // namespace mod_trakt::changes
