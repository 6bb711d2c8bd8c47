// Measures what one page of plays costs in each room that it passes through. Items are rows, and bytes are those of the
// page.
//   bench_parts EPISODES_PAGE [options of Google Benchmark]
#include <benchmark/benchmark.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "model/canonical_key.hpp"
#include "model/timestamp.hpp"
#include "support/iso_time.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "trakt/rows.hpp"

namespace {

using namespace mod_trakt;

std::string page_text;

struct PageOfRows {
    PageOfRows() {
        document.parse(page_text);
        for (const json::Value row : document.root().elements())
            if (auto result = trakt::history_row(row, rules); auto* read = std::get_if<trakt::Row>(&result))
                rows.push_back(std::move(*read));
    }
    KeyRules rules;
    json::Document document;
    std::vector<trakt::Row> rows;
};

void count(benchmark::State& state, std::size_t rows, std::size_t bytes = 0) {
    const auto rounds = static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(rounds * static_cast<std::int64_t>(rows));
    if (bytes > 0) state.SetBytesProcessed(rounds * static_cast<std::int64_t>(bytes));
}

void parse_page(benchmark::State& state) {
    const PageOfRows page;
    json::Document document;
    for (auto _ : state) {
        document.parse(page_text);
        benchmark::DoNotOptimize(document.root().size());
    }
    count(state, page.rows.size(), page_text.size());
}
BENCHMARK(parse_page);

void row_to_item(benchmark::State& state) {
    const PageOfRows page;
    for (auto _ : state)
        for (const json::Value row : page.document.root().elements())
            benchmark::DoNotOptimize(trakt::history_row(row, page.rules));
    count(state, page.rows.size(), page_text.size());
}
BENCHMARK(row_to_item);

void item_to_key(benchmark::State& state) {
    const PageOfRows page;
    for (auto _ : state)
        for (const trakt::Row& row : page.rows) benchmark::DoNotOptimize(canonical_key(row.item, page.rules));
    count(state, page.rows.size());
}
BENCHMARK(item_to_key);

void item_to_event_key(benchmark::State& state) {
    const PageOfRows page;
    for (auto _ : state)
        for (const trakt::Row& row : page.rows)
            benchmark::DoNotOptimize(event_key(row.item, to_seconds(row.epoch_ms), page.rules));
    count(state, page.rows.size());
}
BENCHMARK(item_to_event_key);

void write_items(benchmark::State& state) {
    const PageOfRows page;
    std::string text;
    for (auto _ : state) {
        text.clear();
        json::Writer writer(text);
        writer.begin_array();
        for (const trakt::Row& row : page.rows) write_item(writer, row.item);
        writer.end_array();
        benchmark::DoNotOptimize(text.data());
    }
    count(state, page.rows.size(), text.size());
}
BENCHMARK(write_items);

void read_times(benchmark::State& state) {
    const PageOfRows page;
    std::vector<std::string> times;
    for (const trakt::Row& row : page.rows) times.emplace_back(row.item.watched_at.view().text());
    for (auto _ : state)
        for (const std::string& time : times) benchmark::DoNotOptimize(parse_iso_ms(time));
    count(state, times.size());
}
BENCHMARK(read_times);

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "usage: bench_parts EPISODES_PAGE [options of Google Benchmark]\n");
        return 2;
    }
    std::ifstream file(argv[1], std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    page_text = std::move(text).str();
    if (PageOfRows().rows.empty()) {
        std::fprintf(stderr, "bench_parts: no page of plays: %s\n", argv[1]);
        return 1;
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
