#include "serve_config.h"

#include <airtight/base/text.h>
#include <airtight/input/document.h>
#include <airtight/input/members_of.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "probe_targets.h"

namespace airtight::cli {
namespace {

using input::MembersOf;
using input::Value;
using std::chrono::milliseconds;

constexpr std::string_view serve_schema = "airtight/serve/1";
constexpr std::size_t longest_key = 64;
constexpr std::size_t shortest_token = 16;
constexpr std::size_t longest_token = 1024;
constexpr std::uint16_t dns_port = 53;
constexpr std::uint16_t default_port = 9090;
constexpr std::array<std::string_view, 2> paths_below{"events", "history"};

// One object of the file, with what its members may be.
class Section {
 public:
  Section(const Value& value, std::initializer_list<std::string_view> known,
          Diagnostics& diagnostics)
      : members_(value, known, diagnostics), diagnostics_(diagnostics) {}

  const MembersOf& members() const { return members_; }
  Diagnostics& diagnostics() const { return diagnostics_; }

  template <class Number>
  void number(std::string_view key, std::int64_t least, std::int64_t most, Number& result) const {
    const auto found = members_.integer(key);
    if (!found) return;
    if (*found < least || *found > most)
      members_.complain(*members_.find(key),
                        "a number from " + std::to_string(least) + " to " + std::to_string(most));
    else
      result = static_cast<Number>(*found);
  }

  template <class Time>
  void time(std::string_view key, std::int64_t least, std::int64_t most, Time unit,
            milliseconds& result) const {
    std::int64_t count = 0;
    number(key, least, most, count);
    if (count > 0) result = std::chrono::duration_cast<milliseconds>(unit * count);
  }

  void flag(std::string_view key, bool& result) const {
    if (const auto found = members_.boolean(key)) result = *found;
  }

 private:
  MembersOf members_;
  Diagnostics& diagnostics_;
};

class Reader {
 public:
  Reader(const std::string& path, Diagnostics& diagnostics)
      : folder_(std::filesystem::path(path).parent_path()), diagnostics_(diagnostics) {}

  ServeFile read(const Value& root);

 private:
  std::string beside(const std::string& file) const {
    return file.empty() ? file : (folder_ / file).string();
  }
  void part(const MembersOf& top, std::string_view key, void (Reader::*reads)(const Value&)) {
    if (const Value* found = top.find(key)) (this->*reads)(*found);
  }

  void tls(const Value& value);
  void probing(const Value& value);
  void access(const Value& value);
  void limits(const Value& value);
  void history(const Value& value);
  void dependency(const Value& value);
  void listen(const MembersOf& top);
  std::vector<probe::Server> servers(const MembersOf& members, std::string_view key);
  std::string key(const MembersOf& members);
  void token(const MembersOf& members);

  std::filesystem::path folder_;
  Diagnostics& diagnostics_;
  ServeFile file_;
  std::set<std::string> keys_;
};

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return {};
  return value;
}

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return {};
  std::string text(longest_token + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

// The digest of a secret, whose own octets are wiped.
std::optional<serve::Digest> digested(std::string secret) {
  const std::string_view trimmed = trim(secret);
  std::optional<serve::Digest> digest;
  if (trimmed.size() >= shortest_token && trimmed.size() <= longest_token)
    digest = serve::digest_of(trimmed);
  serve::wipe(secret);
  return digest;
}

void Reader::tls(const Value& value) {
  const Section section(value, {"certificate", "key", "clientAuthorities"}, diagnostics_);
  serve::TlsFiles& tls = file_.config.tls;
  tls.certificate = beside(section.members().text("certificate", true));
  tls.key = beside(section.members().text("key", true));
  tls.client_authorities = beside(section.members().text("clientAuthorities"));
}

std::vector<probe::Server> Reader::servers(const MembersOf& members, std::string_view key) {
  std::vector<probe::Server> servers;
  members.each(key, [&](const Value& value) {
    const auto address = value.string() == nullptr
                             ? fail("")
                             : serve::parse_socket_address(*value.string(), dns_port);
    if (!address || address->port == 0)
      return members.complain(value, "ADDRESS or ADDRESS:PORT of a DNS server");
    servers.push_back({address->ip, net::Port{address->port}});
  });
  return servers;
}

void Reader::probing(const Value& value) {
  using std::chrono::seconds;
  const Section section(value,
                        {"servers", "publicServers", "caBundle", "timeoutSeconds",
                         "deadlineSeconds", "intervalSeconds", "freshSeconds", "perMinute"},
                        diagnostics_);
  serve::Config& config = file_.config;
  config.probe.servers = servers(section.members(), "servers");
  config.probe.public_servers = servers(section.members(), "publicServers");
  config.probe.ca_bundle = beside(section.members().text("caBundle"));
  section.time("timeoutSeconds", 1, 60, seconds(1), config.probe.timeout);
  section.time("deadlineSeconds", 1, 300, seconds(1), config.probe.target_deadline);
  section.time("intervalSeconds", 1, 86'400, seconds(1), config.interval);
  section.time("freshSeconds", 1, 3'600, seconds(1), config.fresh);
  section.number("perMinute", 1, 100'000, config.probes_per_minute);
}

// The token is named by a file or a variable, of which it is read once.
void Reader::token(const MembersOf& members) {
  const std::string file = members.text("tokenFile");
  const std::string name = members.text("tokenVariable");
  if (file.empty() && name.empty()) return;
  if (!file.empty() && !name.empty())
    return members.complain(*members.find("tokenVariable"), "tokenFile or tokenVariable, not both");
  const Value& at = *members.find(file.empty() ? "tokenVariable" : "tokenFile");
  auto secret = file.empty() ? variable(name) : content_of(beside(file));
  if (!secret)
    return members.complain(
        at, file.empty() ? "a variable of the environment that is set" : "a file that can be read");
  file_.config.access.token = digested(std::move(*secret));
  if (!file_.config.access.token)
    members.complain(at, "a place that holds a token of " + std::to_string(shortest_token) +
                             " to " + std::to_string(longest_token) + " characters");
}

void Reader::access(const Value& value) {
  const Section section(
      value,
      {"tokenFile", "tokenVariable", "easyAuth", "principals", "clientCertificate",
       "anonymousDetails", "platformToken", "healthNeedsPlatform"},
      diagnostics_);
  serve::Access& access = file_.config.access;
  token(section.members());
  section.flag("easyAuth", access.easy_auth);
  access.principals = section.members().texts("principals");
  section.flag("clientCertificate", access.client_certificate);
  section.flag("anonymousDetails", access.anonymous_details);
  section.flag("healthNeedsPlatform", access.health_needs_platform);
  bool platform = false;
  section.flag("platformToken", platform);
  if (platform) {
    if (auto key = variable("WEBSITE_AUTH_ENCRYPTION_KEY")) {
      access.platform = serve::platform_token(*key);
      serve::wipe(*key);
    } else {
      section.members().complain(*section.members().find("platformToken"),
                                 "false where WEBSITE_AUTH_ENCRYPTION_KEY is not set");
    }
  }
  if (access.health_needs_platform && !access.platform)
    section.members().complain(*section.members().find("healthNeedsPlatform"),
                               "platformToken: true beside it");
  if (!access.principals.empty() && !access.easy_auth)
    section.members().complain(*section.members().find("principals"), "easyAuth: true beside it");
}

void Reader::limits(const Value& value) {
  using std::chrono::seconds;
  const Section section(
      value, {"connections", "subscribers", "requestsPerMinute", "patienceSeconds", "drainSeconds"},
      diagnostics_);
  serve::HttpLimits& limits = file_.config.limits;
  section.number("connections", 16, 100'000, limits.connections);
  section.number("subscribers", 0, 10'000, limits.subscribers);
  section.number("requestsPerMinute", 0, 100'000'000, limits.requests_per_minute);
  section.time("patienceSeconds", 1, 300, seconds(1), limits.patience);
  section.time("drainSeconds", 1, 300, seconds(1), limits.drain);
}

void Reader::history(const Value& value) {
  const Section section(value, {"file", "keepDays", "flaps", "flapMinutes"}, diagnostics_);
  serve::HistorySettings& history = file_.config.history;
  history.file = beside(section.members().text("file"));
  std::int64_t days = 0;
  std::int64_t minutes = 0;
  section.number("keepDays", 1, 3'650, days);
  section.number("flaps", 2, 1'000, history.flaps);
  section.number("flapMinutes", 1, 10'080, minutes);
  if (days > 0) history.keep = std::chrono::hours(24 * days);
  if (minutes > 0) history.flap_window = std::chrono::minutes(minutes);
}

std::string Reader::key(const MembersOf& members) {
  std::string key = members.text("key", true);
  const Value* at = members.find("key");
  if (key.empty() || at == nullptr) return key;
  const bool shaped = key.size() <= longest_key && std::ranges::all_of(key, [](char c) {
                        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
                      });
  if (!shaped)
    members.complain(
        *at, "letters, digits, \".\", \"_\" and \"-\", at most " + std::to_string(longest_key));
  else if (std::ranges::count(paths_below, key) > 0)
    members.complain(*at, "another key: this is a path of the endpoint");
  else if (!keys_.insert(key).second)
    members.complain(*at, "a key that no other dependency has");
  return key;
}

void Reader::dependency(const Value& value) {
  const Section section(value,
                        {"key", "title", "name", "port", "service", "tls", "frontEnd", "serverName",
                         "intent", "readiness", "addresses"},
                        diagnostics_);
  serve::Declared declared;
  declared.key = key(section.members());
  declared.title = section.members().text("title");
  section.flag("readiness", declared.readiness);
  const auto target = target_of(section.members());
  std::optional<std::size_t> intent;
  if (section.members().find("intent") != nullptr)
    intent = section.members().word("intent", {"isolated", "reached"});
  if (!target) return;
  declared.target = *target;
  declared.target.declared = section.members().prefixes("addresses");
  // What nobody can prove of a name without a service on record is not asked for unless told.
  const bool isolated = intent ? *intent == 0 : target->part.has_value();
  declared.intent = isolated ? diagnose::Intent::isolated : diagnose::Intent::reached;
  file_.config.dependencies.push_back(std::move(declared));
}

void Reader::listen(const MembersOf& top) {
  const std::string text = top.text("listen");
  if (text.empty()) return;
  const auto address = serve::parse_socket_address(text, default_port);
  if (address)
    file_.config.listen = *address;
  else
    top.complain(*top.find("listen"), "ADDRESS:PORT such as 127.0.0.1:9090");
}

ServeFile Reader::read(const Value& root) {
  const Section section(root,
                        {"schema", "listen", "tls", "basePath", "hosts", "inputs", "surroundings",
                         "from", "assume", "dependencies", "probe", "access", "limits", "history"},
                        diagnostics_);
  const MembersOf& top = section.members();
  const std::string schema = top.text("schema", true);
  if (!schema.empty() && schema != serve_schema)
    top.complain(*top.find("schema"), "\"" + std::string(serve_schema) + "\"");
  listen(top);
  serve::Config& config = file_.config;
  config.base_path = top.text("basePath");
  const bool shaped = config.base_path.empty() ||
                      (config.base_path.starts_with('/') && !config.base_path.ends_with('/') &&
                       config.base_path.find_first_of("?#%\"<> ") == std::string::npos);
  if (!shaped) top.complain(*top.find("basePath"), "a path such as /diag, without a final \"/\"");
  config.hosts = top.texts("hosts");
  for (const std::string& each : top.texts("inputs")) file_.inputs.push_back(beside(each));
  file_.surroundings = beside(top.text("surroundings"));
  file_.from = top.text("from");
  file_.assume = top.texts("assume");
  config.probe.from = file_.from;
  if (!file_.inputs.empty() && file_.from.empty())
    top.complain(*top.find("inputs"), "\"from\" beside it: the workload that this machine is");
  part(top, "tls", &Reader::tls);
  part(top, "probe", &Reader::probing);
  part(top, "access", &Reader::access);
  part(top, "limits", &Reader::limits);
  part(top, "history", &Reader::history);
  top.each("dependencies", [&](const Value& value) { dependency(value); });
  return std::move(file_);
}

}  // namespace

ServeFile read_serve_file(const std::string& text, const std::string& path,
                          Diagnostics& diagnostics) {
  const auto root = input::read_json_or_yaml(text, path, diagnostics);
  if (!root) return {};
  ServeFile file = Reader(path, diagnostics).read(*root);
  serve::Config& config = file.config;
  config.probe.never = probe::not_back_ends();
  config.probe.deadline = config.probe.target_deadline + milliseconds(5'000);
  config.history.longest_gap =
      std::max(config.history.longest_gap, 3 * config.interval + config.probe.target_deadline);
  return file;
}

std::string key_of(const probe::Target& target) {
  constexpr int https = 443;
  const std::string& host = target.name.text();
  std::string key = host.substr(0, host.find('.'));
  if (target.part) key += "-" + to_lower(target.part->group_id);
  if (target.port.number != https) key += "-" + std::to_string(target.port.number);
  return key.substr(0, longest_key);
}

void check_serve(const serve::Config& config, const std::string& path, Diagnostics& diagnostics) {
  const Where where{path, 1, 0, ""};
  if (config.dependencies.empty())
    diagnostics.push_back({Severity::error,
                           where,
                           "found no dependency, expected \"dependencies\", or \"inputs\" in which "
                           "the workload of \"from\" names some",
                           {}});
  const double each_minute = 60'000.0 / static_cast<double>(config.interval.count());
  const double scheduled = each_minute * static_cast<double>(config.dependencies.size());
  if (scheduled <= config.probes_per_minute) return;
  diagnostics.push_back({Severity::error,
                         where,
                         "found " + std::to_string(config.dependencies.size()) +
                             " dependencies every " +
                             std::to_string(config.interval.count() / 1000) +
                             " seconds, expected no more than probe.perMinute, which is " +
                             std::to_string(static_cast<std::int64_t>(config.probes_per_minute)),
                         {}});
}

}  // namespace airtight::cli
