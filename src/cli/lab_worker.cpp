#include "lab_worker.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace airtight::cli {
namespace {

constexpr std::chrono::milliseconds patience{20000};
constexpr const char* no_secret = "airtight-lab-not-a-secret";

// Of the first worker of an app; null where the lab has none.
const lab::Space* space_of(const lab::Lab& lab, const azure::Site& site) {
  const auto& spaces = lab.plan().spaces;
  const auto found = std::ranges::find_if(spaces, [&](const lab::Space& each) {
    return each.kind == lab::Kind::app && each.resource == site.id;
  });
  return found == spaces.end() ? nullptr : &*found;
}

bool reads(const lab::Lab& lab, const std::string& from, const std::string& vault) {
  const lab::Fetched got =
      lab::fetch(lab, {from, vault, "/secrets/any", "Bearer airtight-lab-not-a-token"}, patience);
  return got.status == 200;
}

// "200"; "no connection" where there is no answer.
std::string words_of(const lab::Fetched& got) {
  return got.status == 0 ? got.failure : std::to_string(got.status);
}

// Until it listens, or for as long as a program takes that does not.
void await(const lab::Lab& lab, const lab::Space& space) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!lab::listens(lab, space, lab::worker_port) && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace

// the platform tries the public way and then, of an app in a network, that network's.
bool Worker::fetchable(const lab::Lab& lab, const azure::Site& site) const {
  if (!site.identity) return false;
  const lab::Space* space = space_of(lab, site);
  return std::ranges::all_of(site.references, [&](const azure::KeyVaultReference& each) {
    return !each.vault_host.empty() &&
           (reads(lab, "internet", each.vault_host) ||
            (space != nullptr && space->environment.contains("WEBSITE_PRIVATE_IP") &&
             reads(lab, space->name, each.vault_host)));
  });
}

// A reference without a value is its own text. What a secret says no input does; here it is
// what the setting said before it was a reference.
std::map<std::string, std::string> Worker::settings_of(const azure::Site& site) {
  std::map<std::string, std::string> settings;
  for (const azure::Setting& each : site.settings) {
    const std::string value = each.resource_name.empty() ? no_secret : each.resource_name;
    settings[each.name] = plain_[each.name] = value;
  }
  for (const azure::KeyVaultReference& each : site.references) {
    const auto before = plain_.find(each.setting);
    settings[each.setting] = references_ == "DENIED"  ? each.text
                             : before == plain_.end() ? no_secret
                                                      : before->second;
  }
  return settings;
}

Result<void> Worker::take(const lab::Lab& lab, const azure::Site& site, bool fetch) {
  const lab::Space* space = space_of(lab, site);
  if (space == nullptr) return fail("the lab has no worker of " + site.name);
  if (site.references.empty()) {
    references_ = "NONE";
  } else if (fetch || references_ == "NONE") {
    references_ = fetchable(lab, site) ? "RESOLVED" : "DENIED";
  } else if (references_ != "DENIED") {
    references_ = fetchable(lab, site) ? "RESOLVED" : "CACHED";
  }
  auto settings = settings_of(site);
  if (!fetch && settings == running_with_) return {};
  running_ = {};
  auto started = lab::Program::start(lab, *space, {program_}, settings);
  if (!started) return tl::unexpected(started.error());
  running_ = std::move(*started);
  running_with_ = std::move(settings);
  await(lab, *space);
  return {};
}

std::string Worker::page(const lab::Lab& lab, const std::string& host) {
  return words_of(lab::fetch(lab, {"internet", host}, patience));
}

std::string Worker::detect(const lab::Lab& lab, const std::string& host) {
  const std::string said =
      words_of(lab::fetch(lab, {"internet", host, "/", "", "Hello"}, patience));
  return said == "200" ? "OK" : said;
}

}  // namespace airtight::cli
