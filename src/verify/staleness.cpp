#include <airtight/base/text.h>
#include <airtight/verify/staleness.h>

#include <algorithm>
#include <array>

namespace airtight::verify {
namespace {

using dns::Rcode;

constexpr int negative_ttl = 10;       // of a private zone's SOA (D-032)
constexpr int proxy_positive = 3600;   // D-247
constexpr int proxy_negative = 1800;   // D-247
constexpr int app_cache = 30;          // D-310, A-071
constexpr int largest_app_cache = 60;  // D-309: what a setting may raise it to
constexpr int cluster_cache = 30;      // D-330

bool is_negative(const dns::Answer& answer) { return answer.addresses.empty(); }

std::string in_words(const dns::ChainLink& link) {
  return link.name.text() + " " + std::string(dns::to_string(link.type)) + " of " + link.decided_by;
}

// The negative TTL of the zone that ends the chain. Only private zones have one on record.
void add_negative(const dns::Answer& answer, Staleness& result, StalePart& longest) {
  const bool by_zone = !answer.trace.empty() && answer.trace.back().stage == "zone";
  if (!by_zone) {
    result.unknown.push_back("the negative TTL of whoever says that " + answer.name.text() +
                             " has no address");
    return;
  }
  if (longest.seconds >= negative_ttl) return;
  longest = {"the negative answer of the private zone", negative_ttl, {"D-032", "D-033"}};
}

// The longest TTL on the chain: each record is fetched anew when its own time is over.
void add_records(const dns::Answer& answer, Staleness& result) {
  StalePart longest;
  for (const dns::ChainLink& link : answer.chain) {
    if (!link.ttl) {
      result.unknown.push_back("the TTL of " + in_words(link));
    } else if (*link.ttl >= longest.seconds) {
      longest = {"the record " + in_words(link), *link.ttl, {"D-033"}};
    }
  }
  if (is_negative(answer)) add_negative(answer, result, longest);
  if (!longest.what.empty()) result.parts.push_back(longest);
}

bool crosses_proxy(const dns::Answer& answer) {
  return std::ranges::any_of(
      answer.trace, [](const Step& step) { return std::ranges::count(step.facts, "D-244") > 0; });
}

bool has_setting(const azure::Site& site, std::string_view name) {
  return std::ranges::any_of(site.settings, [&](const azure::Setting& setting) {
    return equal_ignoring_case(setting.name, name);
  });
}

// D-309…D-311: Windows workers keep answers for 30 s, Linux ones when they are told to. Values of
// settings are not read: a setting that is there may say its most.
int cache_of(const azure::Site& site) {
  if (has_setting(site, "WEBSITE_DNS_MAX_CACHE_TIMEOUT")) return largest_app_cache;
  const bool on_linux = to_lower(site.kind).find("linux") != std::string::npos;
  return !on_linux || has_setting(site, "WEBSITE_ENABLE_DNS_CACHE") ? app_cache : 0;
}

void add_caches(const reach::Workload& from, const dns::Answer& answer, Staleness& result) {
  if (crosses_proxy(answer))
    result.parts.push_back({"the firewall's DNS proxy",
                            is_negative(answer) ? proxy_negative : proxy_positive,
                            {"D-247"}});
  if (from.site != nullptr && cache_of(*from.site) > 0)
    result.parts.push_back(
        {"the resolver of the app's worker", cache_of(*from.site), {"D-310", "A-071", "A-075"}});
  if (from.hosted != nullptr && from.hosted->any_server)
    result.parts.push_back({"the cluster's DNS", cluster_cache, {"D-330"}});
}

}  // namespace

int Staleness::known_seconds() const {
  int sum = 0;
  for (const StalePart& part : parts) sum += part.seconds;
  return sum;
}

std::optional<int> Staleness::seconds() const {
  return unknown.empty() ? std::optional(known_seconds()) : std::nullopt;
}

Staleness staleness(const reach::Workload& from, const dns::Answer& answer) {
  Staleness result;
  // Nobody keeps a failure, and the hosts file is no cache.
  const bool answered = answer.rcode == Rcode::noerror || answer.rcode == Rcode::nxdomain;
  const bool from_hosts =
      answer.rcode == Rcode::noerror && answer.chain.empty() && !answer.addresses.empty();
  if (answer.rcode == Rcode::none) result.unknown.push_back("the TTL of " + answer.name.text());
  if (!answered || from_hosts) return result;
  add_records(answer, result);
  add_caches(from, answer, result);
  return result;
}

}  // namespace airtight::verify
