// One process, one handle, one build_index per feature: what the plugin costs the program that loads it.
//   bench_one_call PLUGIN CONFIG_FILE FEATURE[,FEATURE...] [FOLDER]
// Prints one JSON object. With a FOLDER the indexes are written there afterwards, as FEATURE.json.
#include <dlfcn.h>
#include <syncmod/syncmod.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "process_cost.hpp"

namespace {

using namespace mod_trakt::bench;

struct Index {
    std::string feature;
    syncmod_buf buffer{};
    syncmod_status status = SYNCMOD_OK;
    std::string reason;
    double wall_ms = 0;
};

syncmod_error new_error() {
    syncmod_error error{};
    error.struct_size = sizeof error;
    return error;
}

const syncmod_plugin_v1& load(const char* path) {
    void* object = ::dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (object == nullptr) throw std::runtime_error(::dlerror());
    const auto entry = reinterpret_cast<const syncmod_plugin_v1* (*)()>(::dlsym(object, SYNCMOD_ENTRY_SYMBOL));
    if (entry == nullptr) throw std::runtime_error("no entry function");
    return *entry();
}

std::string text_of(const char* path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!(text << file.rdbuf())) throw std::runtime_error(std::string("cannot read ") + path);
    return std::move(text).str();
}

void run(const char* plugin_path, const char* config_path, const char* features, const char* folder) {
    const syncmod_plugin_v1& plugin = load(plugin_path);
    syncmod_handle* handle = nullptr;
    syncmod_error error = new_error();
    if (plugin.create(nullptr, text_of(config_path).c_str(), &handle, &error) != SYNCMOD_OK)
        throw std::runtime_error(error.message);

    std::vector<Index> indexes;
    std::istringstream list(features);
    for (std::string feature; std::getline(list, feature, ',');) {
        Index& index = indexes.emplace_back();
        index.feature = feature;
        error = new_error();
        const Stopwatch watch;
        index.status = plugin.build_index(handle, feature.c_str(), nullptr, &index.buffer, &error);
        index.wall_ms = watch.ms();
        if (index.status != SYNCMOD_OK) index.reason = error.reason;
    }
    // The results are still in hand.
    const double cpu = cpu_ms();
    const long peak_bytes = status_bytes("VmHWM:"), rss_bytes = status_bytes("VmRSS:");

    std::printf("{\"cpu_ms\":%.3f,\"peak_rss_bytes\":%ld,\"rss_bytes\":%ld,\"calls\":[", cpu, peak_bytes, rss_bytes);
    const char* comma = "";
    for (Index& index : indexes) {
        std::printf(R"(%s{"feature":"%s","status":%d,"reason":"%s","wall_ms":%.3f,"bytes":%llu})", comma,
                    index.feature.c_str(), static_cast<int>(index.status), index.reason.c_str(), index.wall_ms,
                    static_cast<unsigned long long>(index.buffer.size));
        comma = ",";
        if (index.buffer.data == nullptr) continue;
        if (folder != nullptr) {
            std::ofstream out(std::string(folder) + "/" + index.feature + ".json", std::ios::binary);
            out.write(index.buffer.data, static_cast<std::streamsize>(index.buffer.size));
            if (!out.flush()) throw std::runtime_error("cannot write the index");
        }
        index.buffer.release(&index.buffer);
    }
    std::printf("]}\n");
    plugin.destroy(handle);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fprintf(stderr, "usage: bench_one_call PLUGIN CONFIG_FILE FEATURE[,FEATURE...] [FOLDER]\n");
        return 2;
    }
    try {
        run(argv[1], argv[2], argv[3], argc > 4 ? argv[4] : nullptr);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_one_call: %s\n", failure.what());
        return 1;
    }
    return 0;
}
