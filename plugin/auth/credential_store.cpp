// The stores: credentials.json, the host's store, and memory.
#include "auth/credential_store.hpp"

#include <array>
#include <utility>

#include "auth/credential_json.hpp"
#include "state/atomic_file.hpp"
#include "state/file_lock.hpp"
#include "state/set_aside.hpp"
#include "support/error.hpp"
#include "support/json/secret_document.hpp"

namespace mod_trakt::auth {
namespace {

class NoLock final : public StoreLock {};

class FileStoreLock final : public StoreLock {
public:
    FileStoreLock(state::Files& files, const std::string& path, const CallScope& scope) : lock_(files, path, scope) {}

private:
    state::FileLock lock_;
};

// {"schema":1,"instances":{"default@<origin>":{...}}}
class FileStore final : public CredentialStore {
public:
    FileStore(state::Files& files, std::string file, std::string lock_file, std::string_view instance,
              std::string_view origin)
        : files_(files),
          file_(std::move(file)),
          lock_file_(std::move(lock_file)),
          instance_(instance),
          origin_(origin) {}

    std::optional<StoredTokens> load() override {
        json::SecretDocument document;
        if (!parse_file(document)) return std::nullopt;
        const json::Value entries = document.root()["instances"];
        if (auto own = read_tokens(entries[entry_name(origin_)])) return own;
        std::optional<StoredTokens> other;  // the last entry of the instance, which was saved last
        for (const auto [name, value] : entries.members())
            if (instance_in(name) == instance_)
                if (auto tokens = read_tokens(value)) other = std::move(tokens);
        return other;
    }

    void save(const StoredTokens& tokens) override {
        try {
            write(tokens);
        } catch (const Failure& failure) {
            throw Failure(Status::Host, "token_not_saved", failure.error().message);
        }
    }

    std::unique_ptr<StoreLock> lock(const CallScope& scope) override {
        return std::make_unique<FileStoreLock>(files_, lock_file_, scope);
    }

private:
    std::string entry_name(std::string_view origin) const { return instance_ + "@" + std::string(origin); }
    // The instance in the name of an entry; nullopt if it is not such a name. An instance may have any name, also
    // "me@work"; an origin has no '@'.
    static std::optional<std::string_view> instance_in(std::string_view entry) {
        const std::size_t at = entry.rfind('@');
        return at == std::string_view::npos ? std::nullopt : std::optional(entry.substr(0, at));
    }

    void write(const StoredTokens& tokens) {
        json::SecretDocument document;
        const bool is_readable = parse_file(document);
        const std::string entry = entry_name(tokens.origin);
        SecretText out;
        // Rewriting the other entries never makes them longer, so the reserved size is enough.
        out.text.reserve(document.bytes() + most_bytes(tokens) + 6 * entry.size() + 64);
        json::Writer writer(out.text);
        writer.begin_object();
        writer.member("schema", credential_schema);
        writer.key("instances");
        writer.begin_object();
        if (is_readable)
            for (const auto [name, value] : document.root()["instances"].members())
                if (name != entry) writer.member(name, value);
        writer.key(entry);
        write_tokens(writer, tokens);
        writer.end_object();
        writer.end_object();
        const std::array<std::string_view, 1> parts = {out.text};
        // An unreadable file may contain tokens of another account, so it is kept.
        if (!is_readable) state::set_aside(files_, file_);
        state::write_file(files_, file_, parts, 0600);
    }
    bool parse_file(json::SecretDocument& document) const {
        std::optional<std::string> read = state::read_file(files_, file_);
        if (!read) return false;
        const SecretText text(std::move(*read));
        return !document.parse(text.text) && document.root()["instances"].is_object();
    }
    state::Files& files_;
    std::string file_;
    std::string lock_file_;
    std::string instance_;
    std::string origin_;
};

class HostBackedStore final : public CredentialStore {
public:
    explicit HostBackedStore(HostStore host) : host_(std::move(host)) {}

    std::optional<StoredTokens> load() override {
        std::optional<std::string> given = host_.get("credentials");
        if (!given) return std::nullopt;
        const SecretText text(std::move(*given));
        json::SecretDocument document;
        if (document.parse(text.text)) return std::nullopt;
        return read_tokens(document.root());
    }
    void save(const StoredTokens& tokens) override {
        SecretText out;
        out.text.reserve(most_bytes(tokens));
        json::Writer writer(out.text);
        write_tokens(writer, tokens);
        host_.put("credentials", out.text);
    }
    std::unique_ptr<StoreLock> lock(const CallScope&) override { return std::make_unique<NoLock>(); }

private:
    HostStore host_;
};

class MemoryStore final : public CredentialStore {
public:
    std::optional<StoredTokens> load() override { return tokens_; }
    void save(const StoredTokens& tokens) override { tokens_ = tokens; }
    std::unique_ptr<StoreLock> lock(const CallScope&) override { return std::make_unique<NoLock>(); }

private:
    std::optional<StoredTokens> tokens_;
};

}  // namespace

std::unique_ptr<CredentialStore> make_file_store(state::Files& files, std::string file, std::string lock_file,
                                                 std::string_view instance, std::string_view origin) {
    return std::make_unique<FileStore>(files, std::move(file), std::move(lock_file), instance, origin);
}
std::unique_ptr<CredentialStore> make_host_store(HostStore host) {
    return std::make_unique<HostBackedStore>(std::move(host));
}
std::unique_ptr<CredentialStore> make_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace mod_trakt::auth
