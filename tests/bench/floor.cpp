// The least work that every client needs for these pages: fetches each with libcurl, runs RapidJSON's SAX parser over
// it, and writes as many bytes as the index has to a file. It keeps nothing of the pages.
//   bench_floor URLS HEADERS CONNECTIONS OUT_FILE OUT_BYTES
// URLS and HEADERS are files with one entry per line. Prints one JSON object.
#include <curl/curl.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "process_cost.hpp"

namespace {

using namespace mod_trakt::bench;

struct CountEvents : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, CountEvents> {
    bool Default() { return ++events, true; }
    std::uint64_t events = 0;
};

struct Totals {
    CountEvents counter;
    std::uint64_t body_bytes = 0;
};

std::vector<std::string> lines_of(const char* path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) lines.push_back(line);
    if (lines.empty()) throw std::runtime_error(std::string("nothing in ") + path);
    return lines;
}

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* body) {
    static_cast<std::string*>(body)->append(bytes, size * count);
    return size * count;
}

// Uses the same headers, encodings and keep-alive as the plugin.
class Fetcher {
public:
    explicit Fetcher(curl_slist* headers) : easy_(curl_easy_init()) {
        curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy_, CURLOPT_ACCEPT_ENCODING, "");
        curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy_, CURLOPT_PROXY, "");
        curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &body_);
        curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
    }
    ~Fetcher() { curl_easy_cleanup(easy_); }
    Fetcher(const Fetcher&) = delete;
    Fetcher& operator=(const Fetcher&) = delete;

    CURL* handle() const noexcept { return easy_; }

    void aim(const std::string& url) {
        body_.clear();
        curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
    }

    void take(CURLcode code, Totals& totals) {
        long status = 0;
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        if (code != CURLE_OK || status != 200) throw std::runtime_error("a page could not be fetched");
        rapidjson::Reader reader;
        rapidjson::StringStream stream(body_.c_str());
        if (reader.Parse(stream, totals.counter).IsError()) throw std::runtime_error("a page is no JSON");
        totals.body_bytes += body_.size();
    }

private:
    CURL* easy_;
    std::string body_;
};

void fetch_one_by_one(const std::vector<std::string>& urls, curl_slist* headers, Totals& totals) {
    Fetcher fetcher(headers);
    for (const std::string& url : urls) {
        fetcher.aim(url);
        fetcher.take(curl_easy_perform(fetcher.handle()), totals);
    }
}

void fetch_side_by_side(const std::vector<std::string>& urls, std::size_t connections, curl_slist* headers,
                        Totals& totals) {
    CURLM* multi = curl_multi_init();
    std::deque<Fetcher> fetchers;
    std::size_t next = 0, done = 0;
    const auto send = [&](Fetcher& fetcher) {
        fetcher.aim(urls[next++]);
        curl_multi_add_handle(multi, fetcher.handle());
    };
    while (next < std::min(connections, urls.size())) send(fetchers.emplace_back(headers));
    while (done < urls.size()) {
        int running = 0, waiting = 0;
        curl_multi_perform(multi, &running);
        while (const CURLMsg* message = curl_multi_info_read(multi, &waiting)) {
            const CURLcode code = message->data.result;
            void* self = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
            auto& fetcher = *static_cast<Fetcher*>(self);
            curl_multi_remove_handle(multi, fetcher.handle());
            fetcher.take(code, totals);
            ++done;
            if (next < urls.size()) send(fetcher);
        }
        if (running > 0) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    fetchers.clear();
    curl_multi_cleanup(multi);
}

void write_bytes(const char* path, std::uint64_t bytes) {
    std::FILE* file = std::fopen(path, "wb");
    if (file == nullptr) throw std::runtime_error("cannot write the file");
    std::setvbuf(file, nullptr, _IONBF, 0);
    const std::string block(1 << 20, 'x');
    for (std::uint64_t left = bytes; left > 0;) {
        const std::size_t part = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
        if (std::fwrite(block.data(), 1, part, file) != part) throw std::runtime_error("cannot write the file");
        left -= part;
    }
    std::fclose(file);
}

void run(char** arguments) {
    const std::vector<std::string> urls = lines_of(arguments[1]);
    curl_slist* headers = nullptr;
    for (const std::string& line : lines_of(arguments[2])) headers = curl_slist_append(headers, line.c_str());
    const auto connections = static_cast<std::size_t>(std::strtoul(arguments[3], nullptr, 10));
    curl_global_init(CURL_GLOBAL_DEFAULT);

    Totals totals;
    const Stopwatch watch;
    if (connections <= 1)
        fetch_one_by_one(urls, headers, totals);
    else
        fetch_side_by_side(urls, connections, headers, totals);
    const double fetch_ms = watch.ms();
    const std::uint64_t out_bytes = std::strtoull(arguments[5], nullptr, 10);
    if (out_bytes > 0) write_bytes(arguments[4], out_bytes);
    std::printf(R"({"cpu_ms":%.3f,"fetch_ms":%.3f,"wall_ms":%.3f,"requests":%zu,"events":%llu,"body_bytes":%llu,)"
                R"("peak_rss_bytes":%ld})"
                "\n",
                cpu_ms(), fetch_ms, watch.ms(), urls.size(), static_cast<unsigned long long>(totals.counter.events),
                static_cast<unsigned long long>(totals.body_bytes), status_bytes("VmHWM:"));
    curl_slist_free_all(headers);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        std::fprintf(stderr, "usage: bench_floor URLS HEADERS CONNECTIONS OUT_FILE OUT_BYTES\n");
        return 2;
    }
    try {
        run(argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_floor: %s\n", failure.what());
        return 1;
    }
    return 0;
}
