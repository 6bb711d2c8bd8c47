// RAII owners of libcurl's objects, each for one thread at a time. Releasing one may write to a socket (TLS closes a
// connection with a record), so it happens under a SigpipeGuard.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "http/sigpipe_guard.hpp"

namespace mod_trakt::http {

// Initialises libcurl once per process, and never cleans it up: other users of libcurl in the host may still need it,
// and its resolver threads may outlive a transfer. Thread-safe.
void init_curl();

// Owns one libcurl transfer.
class EasyHandle {
public:
    EasyHandle() : handle_(curl_easy_init()) {
        if (handle_ == nullptr) throw std::bad_alloc();
    }
    CURL* get() const noexcept { return handle_.get(); }

    // A figure of the transfer; 0 if libcurl has none.
    curl_off_t number_info(CURLINFO info) const noexcept {
        curl_off_t value = 0;
        return curl_easy_getinfo(get(), info, &value) == CURLE_OK ? value : 0;
    }
    long long_info(CURLINFO info) const noexcept {
        long value = 0;
        return curl_easy_getinfo(get(), info, &value) == CURLE_OK ? value : 0;
    }

private:
    struct Closer {
        void operator()(CURL* handle) const noexcept {
            const SigpipeGuard guard;
            curl_easy_cleanup(handle);
        }
    };
    std::unique_ptr<CURL, Closer> handle_;
};

// Holds the connections. Must outlive the easy handles that were added to it.
class MultiHandle {
public:
    MultiHandle() : handle_(curl_multi_init()) {
        if (handle_ == nullptr) throw std::bad_alloc();
    }
    CURLM* get() const noexcept { return handle_.get(); }
    // Closes all connections now. The handle must not be used afterwards.
    void close() noexcept { handle_.reset(); }

private:
    struct Closer {
        void operator()(CURLM* handle) const noexcept {
            const SigpipeGuard guard;
            curl_multi_cleanup(handle);
        }
    };
    std::unique_ptr<CURLM, Closer> handle_;
};

// The membership of an easy handle in a multi handle. Its destructor ends the transfer.
class Enrolment {
public:
    Enrolment() = default;
    Enrolment(CURLM* multi, CURL* easy) noexcept : multi_(multi), easy_(easy) {}
    Enrolment(Enrolment&& other) noexcept
        : multi_(std::exchange(other.multi_, nullptr)), easy_(std::exchange(other.easy_, nullptr)) {}
    Enrolment& operator=(Enrolment&& other) noexcept {
        std::swap(multi_, other.multi_);
        std::swap(easy_, other.easy_);
        return *this;
    }
    ~Enrolment() {
        if (multi_ == nullptr) return;
        const SigpipeGuard guard;
        curl_multi_remove_handle(multi_, easy_);
    }

private:
    CURLM* multi_ = nullptr;
    CURL* easy_ = nullptr;
};

// The header lines of a request. One of them holds the token, so all are wiped before their memory is freed.
class HeaderList {
public:
    void append(std::string_view name, std::string_view separator, std::string_view value);
    curl_slist* get() const noexcept { return list_.get(); }

private:
    struct Closer {
        void operator()(curl_slist* list) const noexcept;
    };
    std::unique_ptr<curl_slist, Closer> list_;
};

}  // namespace mod_trakt::http
