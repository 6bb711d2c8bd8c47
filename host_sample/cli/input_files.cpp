#include "cli/input_files.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <boost/json.hpp>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "lib/problem.hpp"
#include "lib/text.hpp"

namespace syncmod_host {
namespace {

[[noreturn]] void refuse(std::string reason, std::string message) {
    throw Fatal(exit_usage,
                {.status = SYNCMOD_INVALID_ARGUMENT, .reason = std::move(reason), .message = std::move(message)});
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string name_of(const std::string& file) { return file == "-" ? "stdin" : file; }

bool is_utf16(std::string_view text) { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

std::string read_descriptor(int fd, const std::string& name, const char* reason) {
    std::string text;
    char block[1 << 16];
    for (;;) {
        const ssize_t got = ::read(fd, block, sizeof block);
        if (got == 0) break;
        if (got > 0)
            text.append(block, static_cast<std::size_t>(got));
        else if (errno != EINTR)
            refuse(reason, "cannot read " + name + ": " + std::generic_category().message(errno));
    }
    if (is_utf16(text)) refuse(reason, name + " is UTF-16 text; save it as UTF-8");
    if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
    // The plugin gets NUL-terminated text, so a NUL inside would silently truncate it.
    if (text.find('\0') != std::string::npos) refuse(reason, name + " contains a NUL byte");
    return text;
}

std::string read_input(const std::string& file, const char* reason) {
    if (file == "-") return read_descriptor(STDIN_FILENO, name_of(file), reason);
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) refuse(reason, "cannot open " + file + ": " + std::generic_category().message(errno));
    struct Closer {
        int fd;
        ~Closer() { ::close(fd); }
    } closer{fd};
    return read_descriptor(fd, file, reason);
}

}  // namespace

std::string load_config(const Options& options) {
    std::string text = options.config_file ? read_input(options.config_file->string(), "bad_config") : "{}";
    boost::json::error_code error;
    boost::json::value config = boost::json::parse(text, error);
    // The parser's message is not shown, because it may quote the file, which contains secrets.
    if (error || !config.is_object())
        refuse("bad_config",
               "the configuration in " + name_of(options.config_file->string()) + " is not one JSON object");
    if (!options.state_dir) return text;

    std::error_code failed;
    const auto folder = std::filesystem::absolute(*options.state_dir, failed);
    if (!failed && std::filesystem::create_directories(folder, failed))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    if (failed || !std::filesystem::is_directory(folder, failed))
        refuse("bad_state_dir", "cannot use " + options.state_dir->string() +
                                    " as state folder: " + (failed ? failed.message() : "it is not a folder"));
    config.as_object()["state_dir"] = folder.string();
    return boost::json::serialize(config);
}

std::string with_guard_code(const std::string& config_json, const std::string& provider, const std::string& code) {
    boost::json::value config = boost::json::parse(config_json);
    boost::json::value& block = config.as_object()[lower_ascii(provider)];
    if (block.is_null()) block.emplace_object();
    if (auto* members = block.if_object()) (*members)["guard_confirm"] = code;
    return boost::json::serialize(config);
}

std::string picked_items(const std::string& items_json, const std::vector<std::int64_t>& indexes) {
    const boost::json::value items = boost::json::parse(items_json);
    boost::json::array picked;
    for (const std::int64_t index : indexes) picked.push_back(items.as_array().at(static_cast<std::size_t>(index)));
    return boost::json::serialize(picked);
}

std::string load_items(const std::string& file) { return read_input(file, "bad_items"); }

}  // namespace syncmod_host
