#include "settings.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace airtight::lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* authorities = "authorities.pem";
constexpr const char* environment = "environment";

// Where programs look for the authorities that they trust: OpenSSL, libcurl, Python, Node.js.
constexpr std::array bundle_variables{"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
                                      "NODE_EXTRA_CA_CERTS"};
constexpr const char* system_bundle = "/etc/ssl/certs/ca-certificates.crt";

// Its proxies, which nobody in the lab can reach (E-015), and whom it trusts.
constexpr std::array of_the_host{"ALL_PROXY",  "HTTPS_PROXY", "HTTP_PROXY",  "all_proxy",
                                 "http_proxy", "https_proxy", "SSL_CERT_DIR"};

void bind_over(const std::string& file, const char* place) {
  if (access(file.c_str(), F_OK) == 0 && access(place, F_OK) == 0)
    mount(file.c_str(), place, nullptr, MS_BIND, nullptr);
}

}  // namespace

std::string settings_folder(const Space& space) {
  std::string name = space.name;
  std::ranges::replace(name, '/', '-');
  return "/run/airtight-lab/settings/" + name;
}

std::string write_settings(const Space& space, const std::string& authority) {
  const fs::path folder = settings_folder(space);
  std::error_code failed;
  fs::create_directories(folder, failed);
  std::ofstream resolv(folder / "resolv.conf");
  for (const net::Ip& each : space.name_servers)
    resolv << "nameserver " << net::to_string(each) << "\n";
  std::ofstream hosts(folder / "hosts");
  hosts << "127.0.0.1 localhost\n";
  for (const auto& [host, ip] : space.hosts)
    hosts << net::to_string(ip) << " " << host.text() << "\n";
  std::ofstream variables(folder / environment);
  for (const auto& [variable, value] : space.environment)
    variables << variable << '=' << value << '\0';
  if (authority.empty()) return folder.string();
  std::ofstream(folder / authorities) << authority;
  for (const char* each : bundle_variables)
    variables << each << '=' << (folder / authorities).string() << '\0';
  return folder.string();
}

void mount_settings(const std::string& folder) {
  if (unshare(CLONE_NEWNS) != 0) return;
  mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  bind_over(folder + "/resolv.conf", "/etc/resolv.conf");
  bind_over(folder + "/hosts", "/etc/hosts");
  bind_over(folder + "/" + authorities, system_bundle);
}

std::string authorities_in(const std::string& folder) { return folder + "/" + authorities; }

void take_environment(const std::string& folder) {
  for (const char* each : of_the_host) unsetenv(each);
  std::ifstream variables(folder + "/" + environment);
  for (std::string line; std::getline(variables, line, '\0');) {
    const auto equals = line.find('=');
    if (equals != std::string::npos)
      setenv(line.substr(0, equals).c_str(), line.substr(equals + 1).c_str(), 1);
  }
}

}  // namespace airtight::lab
