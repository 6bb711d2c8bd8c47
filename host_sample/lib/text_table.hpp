// A table with aligned columns; columns without content are left out.
#pragma once

#include <string>
#include <vector>

namespace syncmod_host {

class TextTable {
public:
    explicit TextTable(std::vector<std::string> headings) : headings_(std::move(headings)) {}

    // Precondition: as many cells as headings. Cells are made printable.
    void row(std::vector<std::string> cells);
    bool empty() const noexcept { return rows_.empty(); }
    // The table as text, each line indented by two spaces and ended by a newline.
    std::string text() const;

private:
    std::vector<std::string> headings_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace syncmod_host
