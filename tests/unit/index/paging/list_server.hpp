// A server with one list in pages, and a read of that list.
#pragma once

#include "index/paging/list_reader.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::test::lists {

using http::Outcome;
using test::answer;
using test::lost;
using test::outline;
using test::Wire;

struct Server {
    std::int64_t rows = 0;
    std::int64_t clamp = 250;  // the largest page it gives
    bool pages = true;         // false: it ignores page and limit
    bool headers = true;
    std::optional<std::int64_t> claimed_pages = {};  // lagging headers
    std::optional<std::int64_t> claimed_items = {};
    std::int64_t first = 0;  // ids begin after this one; smaller after rows were added in front
    std::function<std::optional<Outcome>(std::int64_t page)> odd = {};  // instead of the page
    std::function<void(http::Headers&)> limit_header = {};              // sets another limit header, or none

    static std::int64_t number_in(const std::string& url, std::string_view name) {
        const std::size_t at = url.find(std::string(name) + "=");
        return std::stoll(url.substr(at + name.size() + 1));
    }

    Outcome operator()(const http::Request& request) {
        const std::int64_t page = number_in(request.url, "page");
        if (odd)
            if (auto outcome = odd(page)) return *outcome;
        const std::int64_t limit =
            pages ? std::min(clamp, number_in(request.url, "limit")) : std::max<std::int64_t>(rows, 1);
        const std::int64_t from = pages ? (page - 1) * limit : 0;
        std::string body = "[";
        for (std::int64_t i = from; i < std::min(rows, from + limit); ++i)
            body += (i > from ? R"(,{"id":)" : R"({"id":)") + std::to_string(first + i + 1) + "}";
        body += "]";
        if (!headers) return answer(200, body);
        http::Response response;
        response.status = 200;
        response.body = body;
        response.headers.add("X-Pagination-Page", std::to_string(page));
        if (limit_header)
            limit_header(response.headers);
        else
            response.headers.add("X-Pagination-Limit", std::to_string(limit));
        const std::int64_t page_count = (rows + limit - 1) / limit;
        response.headers.add("X-Pagination-Page-Count", std::to_string(claimed_pages.value_or(page_count)));
        response.headers.add("X-Pagination-Item-Count", std::to_string(claimed_items.value_or(rows)));
        return response;
    }
};

struct Reading {
    explicit Reading(Server& server) : wire([&server](const http::Request& request) { return server(request); }) {}

    Error run(bool unique = true, std::optional<int> max_pages = std::nullopt) {
        index::List list;
        list.path = "/sync/history/movies";
        list.pages.max_pages = max_pages;
        list.identity = [](json::Value row) { return row["id"].integer(); };
        list.rows_are_unique = unique;
        list.headers_known = headers_known;
        list.known_entries = known_entries;
        if (witness)
            list.confirms = [this](const index::RowsSeen& rows) {
                ++witness_asked;
                return rows.count == *witness;
            };
        list.restart = [this] {
            ++restarts;
            ids.clear();
            taken = 0;
        };
        list.take = [this](const trakt::Page&, std::span<const json::Value> rows) {
            for (const json::Value row : rows) ids.insert(row["id"].integer().value_or(-1));
            taken += static_cast<std::int64_t>(rows.size());
        };
        return test::thrown_by([&] {
            index::read_lists(wire.api, {&list, 1}, FeatureId::History, nullptr, wire.scope(), wire.log);
        });
    }
    std::size_t requests() const { return wire.transport.sent.size(); }

    bool headers_known = false;
    std::int64_t known_entries = 0;
    std::optional<std::int64_t> witness;  // the count that it confirms
    int witness_asked = 0;
    Wire wire;
    std::set<std::int64_t> ids;
    std::int64_t taken = 0;
    int restarts = 0;
};

// Every row of the server, once.
inline void check_exact(Server server, std::size_t requests) {
    Reading reading(server);
    CHECK(outline(reading.run()) == "OK ");
    CHECK(static_cast<std::int64_t>(reading.ids.size()) == server.rows);
    CHECK(reading.taken == server.rows);
    CHECK(reading.requests() == requests);
    CHECK(reading.restarts == 0);
}

}  // namespace mod_trakt::test::lists
