// Requesting pages and checking that they are lists.
#include "trakt/page.hpp"

#include <utility>
#include <vector>

#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::trakt {
namespace {

Page page_of(Answer&& answer, const std::string& path) {
    if (!answer.body.root().is_array())
        throw Failure(bad_body_error("GET " + path.substr(0, path.find('?')), "the answer is not a list"));
    Page result;
    result.body = std::move(answer.body);
    result.rows = result.body.root().size();
    static_cast<PageCounts&>(result) = answer.counts;
    result.rate_texts = std::move(answer.rate_texts);
    return result;
}

}  // namespace

Page get_page(Api& api, const std::string& path, std::int64_t page, int limit, const CallScope& scope) {
    return page_of(api.get(page_target(path, page, limit), scope), path);
}

void get_pages(Api& api, std::span<const PageTarget> targets, std::size_t window, const CallScope& scope,
               const std::function<bool(std::size_t, Page)>& on_page) {
    std::vector<std::string> paths;
    for (const PageTarget& target : targets) paths.push_back(page_target(target.path, target.page, target.limit));
    api.get_many(paths, window, scope, [&](std::size_t at, Answer answer) {
        std::optional<Page> page;
        try {
            page = page_of(std::move(answer), targets[at].path);
        } catch (const Failure& failure) {
            throw FailureOf(at, failure.error());
        }
        return on_page(at, *std::move(page));
    });
}

}  // namespace mod_trakt::trakt
