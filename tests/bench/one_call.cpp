// Measures what the plugin costs the program that loads it: one process, one handle, one call per feature.
//   bench_one_call PLUGIN CONFIG_FILE index FEATURE[,FEATURE...] [FOLDER]
//   bench_one_call PLUGIN CONFIG_FILE add|remove FEATURE ITEMS_FILE [FOLDER]
// Prints one JSON object. With a FOLDER the indexes, or the write report, are written there afterwards, as
// FEATURE.json.
#include <dlfcn.h>
#include <syncmod/syncmod.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "process_cost.hpp"

namespace {

using namespace mod_trakt::bench;

struct Arguments {
    const char* plugin = nullptr;
    const char* config_file = nullptr;
    std::string_view operation;  // index, add or remove
    const char* features = nullptr;
    const char* items_file = nullptr;  // of a write
    const char* folder = nullptr;      // null: documents are not kept
};

struct Call {
    std::string feature;
    syncmod_buf document{};
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

syncmod_status perform(const syncmod_plugin_v1& plugin, syncmod_handle* handle, std::string_view operation,
                       const std::string& items, Call& call, syncmod_error& error) {
    const char* feature = call.feature.c_str();
    if (operation == "add") return plugin.add(handle, feature, items.c_str(), nullptr, &call.document, &error);
    if (operation == "remove") return plugin.remove(handle, feature, items.c_str(), nullptr, &call.document, &error);
    return plugin.build_index(handle, feature, nullptr, &call.document, &error);
}

void keep(const Call& call, const char* folder) {
    std::ofstream out(std::string(folder) + "/" + call.feature + ".json", std::ios::binary);
    out.write(call.document.data, static_cast<std::streamsize>(call.document.size));
    if (!out.flush()) throw std::runtime_error("cannot write the document");
}

void run(const Arguments& arguments) {
    const syncmod_plugin_v1& plugin = load(arguments.plugin);
    const std::string items = arguments.items_file != nullptr ? text_of(arguments.items_file) : std::string();
    syncmod_handle* handle = nullptr;
    syncmod_error error = new_error();
    if (plugin.create(nullptr, text_of(arguments.config_file).c_str(), &handle, &error) != SYNCMOD_OK)
        throw std::runtime_error(error.message);

    std::vector<Call> calls;
    std::istringstream list(arguments.features);
    for (std::string feature; std::getline(list, feature, ',');) {
        Call& call = calls.emplace_back();
        call.feature = feature;
        error = new_error();
        const Stopwatch watch;
        call.status = perform(plugin, handle, arguments.operation, items, call, error);
        call.wall_ms = watch.ms();
        if (call.status != SYNCMOD_OK) call.reason = error.reason;
    }
    // Measured while the results are still in memory.
    const double cpu = cpu_ms();
    const long peak_bytes = status_bytes("VmHWM:"), rss_bytes = status_bytes("VmRSS:");

    std::printf("{\"cpu_ms\":%.3f,\"peak_rss_bytes\":%ld,\"rss_bytes\":%ld,\"calls\":[", cpu, peak_bytes, rss_bytes);
    const char* comma = "";
    for (Call& call : calls) {
        std::printf(R"(%s{"feature":"%s","status":%d,"reason":"%s","wall_ms":%.3f,"bytes":%llu})", comma,
                    call.feature.c_str(), static_cast<int>(call.status), call.reason.c_str(), call.wall_ms,
                    static_cast<unsigned long long>(call.document.size));
        comma = ",";
        if (call.document.data == nullptr) continue;
        if (arguments.folder != nullptr) keep(call, arguments.folder);
        call.document.release(&call.document);
    }
    std::printf("]}\n");
    plugin.destroy(handle);
}

// Returns false if the arguments are not as the first lines of this file say.
bool read_arguments(int argc, char** argv, Arguments& arguments) {
    if (argc < 5) return false;
    arguments.plugin = argv[1];
    arguments.config_file = argv[2];
    arguments.operation = argv[3];
    arguments.features = argv[4];
    const bool is_write = arguments.operation == "add" || arguments.operation == "remove";
    if (!is_write && arguments.operation != "index") return false;
    int next = 5;
    if (is_write) {
        if (argc <= next) return false;
        arguments.items_file = argv[next++];
    }
    if (argc > next) arguments.folder = argv[next++];
    return argc == next;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    if (!read_arguments(argc, argv, arguments)) {
        std::fprintf(stderr,
                     "usage: bench_one_call PLUGIN CONFIG_FILE index FEATURE[,FEATURE...] [FOLDER]\n"
                     "       bench_one_call PLUGIN CONFIG_FILE add|remove FEATURE ITEMS_FILE [FOLDER]\n");
        return 2;
    }
    try {
        run(arguments);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_one_call: %s\n", failure.what());
        return 1;
    }
    return 0;
}
