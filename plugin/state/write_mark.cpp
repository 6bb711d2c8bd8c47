// Appending and reading the words of a mark. A word that another process may just have appended is never overwritten,
// so none is lost unnoticed.
#include "state/write_mark.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "state/atomic_file.hpp"
#include "state/file_descriptor.hpp"
#include "state/folder_of.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"
#include "support/random.hpp"

namespace mod_trakt::state {
namespace {

// The first letter of a word: of a read or of a write. The digits that make the word unique follow.
constexpr char of_read = 'r', of_write = 'w';
constexpr std::size_t word_bytes = 1 + hash_digits;
constexpr off_t most_bytes = 256 * word_bytes;  // a longer file is emptied before the next word

[[noreturn]] void fail(const char* what, const std::string& path) {
    throw Failure(Status::Host, "state_unwritable", std::string(what) + " " + path + ": " + std::strerror(errno));
}

// The word that ends at `end`; empty if there is none. If a power failure cut the last word, the last word_bytes
// bytes mix two words, and no earlier read was recorded with such a text.
std::string word_before(std::string_view text, std::size_t end) {
    return end < word_bytes ? std::string() : std::string(text.substr(end - word_bytes, word_bytes));
}

}  // namespace

WriteMark::WriteMark(Files& files, std::string path) : files_(files), path_(std::move(path)) {}

std::string WriteMark::last_word() const {
    const std::string text = read_file(files_, path_).value_or("");
    return word_before(text, text.size());
}

std::string WriteMark::ensure_word() const {
    std::string word = last_word();
    return word.empty() ? add(of_read).now : word;
}

WriteMark::Added WriteMark::note_write() const {
    try {
        return add(of_write);
    } catch (const Failure& failure) {
        try {
            remove_for_good(files_, path_);
        } catch (const Failure& other) {
            throw Failure(Status::Host, "state_unwritable",
                          "nothing was sent, because other processes would not learn of the write; make the "
                          "state folder writable: " +
                              failure.error().message + "; " + other.error().message);
        }
        return {};
    }
}

bool WriteMark::has_writes() const noexcept {
    try {
        return read_file(files_, path_).value_or("").find(of_write) != std::string::npos;
    } catch (const Failure&) {
        return true;
    }
}

WriteMark::Added WriteMark::add(char kind) const {
    constexpr int most_tries = 3;
    make_folder(files_, folder_of(path_));
    std::string word(1, kind);
    word += hex_of(random_word());
    for (int i = 0; i < most_tries; ++i) {
        const FileDescriptor file(
            files_,
            files_.open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
        struct stat info {};
        if (!file.valid() || files_.fstat(file.get(), info) != 0) fail("cannot open", path_);
        if (info.st_size >= most_bytes && files_.ftruncate(file.get(), 0) != 0) fail("cannot shorten", path_);
        write_all(file, word, path_);
        if (files_.fsync(file.get()) != 0) fail("cannot flush", path_);
        // Read by its name: if the file was removed meanwhile, no other process sees the word.
        const std::string text = read_file(files_, path_).value_or("");
        if (const std::size_t place = text.rfind(word); place != std::string::npos)
            return {word_before(text, place), word};
    }
    throw Failure(Status::Host, "state_unwritable", "another process removes " + path_ + " again and again; stop it");
}

}  // namespace mod_trakt::state
