// Reading the headers of an answer.
#include "trakt/answer.hpp"

#include "http/retry_after.hpp"
#include "support/text.hpp"
#include "trakt/counts.hpp"

namespace mod_trakt::trakt {

void read_headers(const http::Headers& headers, Answer& answer) {
    answer.counts.page_count = count_header(headers, "x-pagination-page-count");
    answer.counts.item_count = count_header(headers, "x-pagination-item-count");
    answer.counts.limit = count_header(headers, "x-pagination-limit");
    answer.server_time_ms = http::server_date_unix_ms(headers);
    for (const char* name : {"x-ratelimit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"})
        if (const auto text = headers.get(name)) answer.rate_texts.emplace_back(name, printable_start(*text, 200));
}

}  // namespace mod_trakt::trakt
