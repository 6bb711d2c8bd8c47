// Aligned columns for people; a column in which no row has anything is left out.
#pragma once

#include <string>
#include <vector>

namespace syncmod_host {

class TextTable {
public:
    explicit TextTable(std::vector<std::string> headings) : headings_(std::move(headings)) {}

    // As many cells as there are headings; cells are made printable.
    void row(std::vector<std::string> cells);
    bool empty() const noexcept { return rows_.empty(); }
    // Every line indented by two spaces and ended by a newline.
    std::string text() const;

private:
    std::vector<std::string> headings_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace syncmod_host
