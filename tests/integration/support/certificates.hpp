// A certificate authority of the test's own, and server certificates by it; made with the openssl command.
#pragma once

#include <stdexcept>
#include <string>

#include "support/child_process.hpp"
#include "support/temp_folder.hpp"

namespace mod_trakt::tests {

class CertificateAuthority {
public:
    CertificateAuthority() {
        openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                 "-subj", "/CN=Test authority", "-keyout", file("ca.key"), "-out", file("ca.pem")});
    }

    std::string ca_file() const { return file("ca.pem"); }

    struct Server {
        std::string certificate, key;
    };
    // `name` as in "IP:127.0.0.1" or "DNS:elsewhere.example".
    Server issue(const std::string& name) {
        const std::string base = "server" + std::to_string(++issued_);
        std::ofstream(file(base + ".ext")) << "subjectAltName=" << name << "\n";
        openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Test server",
                 "-keyout", file(base + ".key"), "-out", file(base + ".csr")});
        openssl({"x509", "-req", "-in", file(base + ".csr"), "-CA", file("ca.pem"), "-CAkey", file("ca.key"),
                 "-CAcreateserial", "-days", "2", "-extfile", file(base + ".ext"), "-out", file(base + ".pem")});
        return {file(base + ".pem"), file(base + ".key")};
    }

private:
    std::string file(const std::string& name) const { return (folder_ / name).string(); }
    static void openssl(std::vector<std::string> words) {
        words.insert(words.begin(), "openssl");
        if (run(std::move(words)) != 0) throw std::runtime_error("openssl makes no certificate");
    }

    TempFolder folder_;
    int issued_ = 0;
};

}  // namespace mod_trakt::tests
