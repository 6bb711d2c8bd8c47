#include "lib/text_table.hpp"

#include <algorithm>

#include "lib/text.hpp"

namespace syncmod_host {

void TextTable::row(std::vector<std::string> cells) {
    cells.resize(headings_.size());
    for (std::string& cell : cells) cell = printable(cell);
    rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths(headings_.size(), 0);
    for (const auto& cells : rows_)
        for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], display_width(cells[i]));

    std::string out;
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        std::size_t gap = 2;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (widths[i] == 0) continue;
            const std::size_t column = std::max(widths[i], display_width(headings_[i]));
            text.append(gap, ' ');
            text += cells[i];
            gap = column - display_width(cells[i]) + 2;
        }
        out += text + '\n';
    };
    line(headings_);
    for (const auto& cells : rows_) line(cells);
    return out;
}

}  // namespace syncmod_host
