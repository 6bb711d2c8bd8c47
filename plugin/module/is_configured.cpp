// Finds out whether there is a login to use.
#include "module/trakt_module.hpp"

namespace mod_trakt {

bool is_configured(const Config& config, state::Files& files) {
    if (config.client_id.empty()) return false;
    if (!config.access_token.empty()) return true;
    if (config.state_dir.empty()) return false;
    // The file is read without StateFolder, because this function must not create the folder.
    const auto store =
        auth::make_file_store(files, state::credentials_file_of(config.state_dir), {}, config.instance, {});
    return store->load().has_value();
}

bool is_configured(const Config& config) {
    state::SystemFiles files;
    return is_configured(config, files);
}

}  // namespace mod_trakt
