#include "compare.h"

#include <airtight/base/diagnostic.h>
#include <airtight/dns/resolve.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <random>
#include <stdexcept>

#include "model/world.h"
#include "running.h"
#include "translate.h"

namespace airtight::servers {
namespace {

using namespace std::chrono_literals;
using azure::RecordType;

constexpr auto patience = 5s;

// The names worth asking: all that exist, above and below them, and some that do not.
class Names {
 public:
  explicit Names(const azure::Resources& world) : zone_(public_zone(world)) {
    for (const auto& [name, target] : zone_.aliases) {
      add(name);
      add(target);
    }
    for (const auto& [name, _] : zone_.addresses) add(name);
    for (const azure::PublicName& each : world.surroundings.public_names) add(each.name.text());
    for (const azure::PrivateDnsZone& zone : world.private_dns_zones) of_zone(world, zone);
    for (const azure::DnsServer& server : world.surroundings.dns_servers) {
      for (const azure::ServerZone& own : server.zones) of_server(own);
    }
    for (const azure::VirtualMachine& machine : world.virtual_machines)
      add(machine.name + ".corp.example");
    for (const char* each : {"nothing.example.net", "example.org", "tree.example.org", "azure.net",
                             "kv0.privatelink.vaultcore.azure.net", "kv8.vault.azure.net"})
      add(each);
  }

  std::vector<Question> some(std::size_t most) const {
    std::vector<std::string> names(names_.begin(), names_.end());
    std::mt19937 random(static_cast<std::uint32_t>(names.size()));
    std::ranges::shuffle(names, random);
    // Few of these exist, and their answers are of a sort of their own.
    std::ranges::stable_partition(names, [](const std::string& name) {
      return name.ends_with("own.example") || name.starts_with("ring") || name.starts_with("vm-");
    });
    if (names.size() > most) names.resize(most);
    std::vector<Question> questions;
    for (std::size_t i = 0; i < names.size(); ++i) {
      questions.push_back({names[i], "A"});
      if (i % 6 == 0) questions.push_back({names[i], "AAAA"});
      if (i % 12 == 1) questions.push_back({names[i], "CNAME"});
    }
    return questions;
  }

 private:
  void add(const std::string& name) { names_.insert(name); }

  void of_zone(const azure::Resources& world, const azure::PrivateDnsZone& zone) {
    const std::string suffix = "." + zone.zone.text();
    add(zone.zone.text());
    add("missing" + suffix);
    add("a.missing" + suffix);
    for (const azure::RecordSet& record : world.record_sets) {
      if (record.zone != zone.id || record.relative_name == "@") continue;
      std::string name = record.relative_name + suffix;
      if (name.starts_with("*.")) {
        name.erase(0, 2);
        add(name);  // the wildcard's parent
        add("any." + name);
        add("x.any." + name);
        continue;
      }
      add(name);
      add("below." + name);
      name.erase(0, name.find('.') + 1);
      add(name);
      add("beside." + name);
    }
  }

  void of_server(const azure::ServerZone& own) {
    add(own.zone.text());
    add("missing." + own.zone.text());
    for (const azure::ServerRecord& record : own.records) {
      add(record.name.text());
      add(record.name.text().substr(record.name.text().find('.') + 1));
    }
  }

  PublicZone zone_;
  std::set<std::string> names_;
};

RecordType type_of(const Question& question) {
  return question.type == "A"      ? RecordType::a
         : question.type == "AAAA" ? RecordType::aaaa
                                   : RecordType::cname;
}

template <class T>
const T& named(const std::vector<T>& list, const std::string& name) {
  const auto found = std::ranges::find(list, name, &T::name);
  if (found == list.end()) throw std::out_of_range("no " + name + " in this world");
  return *found;
}

dns::View view_of(const model::Network& network, const Vantage& vantage) {
  const azure::Resources& world = network.written();
  switch (vantage.kind) {
    case Vantage::Kind::internet:
      return dns::public_view();
    case Vantage::Kind::network:
      return dns::view_of(named(world.virtual_networks, vantage.name));
    case Vantage::Kind::interface:
      return dns::view_of(network, named(world.network_interfaces, vantage.name));
    case Vantage::Kind::app:
      return dns::view_of(network, named(world.sites, vantage.name));
    case Vantage::Kind::host: {
      const auto& host = named(world.surroundings.workloads, vantage.name);
      return dns::view_outside(host, &named(world.surroundings.sites, host.site));
    }
  }
  return {};
}

// What is assumed of the platform (R-01) is what the real servers are made to do; the contested
// choices stay open. CH-14 is a property of the server's program: none here examines aliases.
model::Reading as_the_servers_do() {
  model::Reading reading;
  for (const model::ChoiceRow& row : model::choices()) {
    if (!row.contested) reading.fix(row.choice, 0);
  }
  reading.fix(model::Choice::ch14_forwarders_examine_aliases, 0);
  return reading;
}

Outcome outcome_of(const dns::Answer& answer) {
  Outcome outcome{std::string(dns::to_string(answer.rcode)), {}, {}, ""};
  std::string owner = answer.name.text();
  std::set<std::string> of_chain;
  for (const dns::ChainLink& link : answer.chain) {
    if (link.type != RecordType::cname) {
      of_chain.insert(link.name.text() + " " + std::string(dns::to_string(link.type)) + " " +
                      link.data);
      continue;
    }
    outcome.aliases.push_back(link.name.text() + " CNAME " + link.data);
    owner = link.data;
  }
  for (const dns::Address& address : answer.addresses)
    outcome.records.insert(owner + " " + std::string(dns::to_string(answer.type)) + " " +
                           dns::to_string(address));
  if (of_chain != outcome.records) outcome.rcode += " with a chain that is not its addresses";
  return outcome;
}

// None where readings differ or something is unknown.
std::optional<dns::Answer> certain(const model::Network& network, const dns::View& view,
                                   const Question& question) {
  const auto readings = model::explore(
      [&](model::Reading& reading) {
        return dns::resolve(network, view, world::dns(question.name), type_of(question), reading);
      },
      as_the_servers_do());
  const dns::Answer& first = readings.nominal();
  for (const auto& branch : readings.branches) {
    if (to_string(outcome_of(branch.outcome)) != to_string(outcome_of(first)) ||
        !branch.outcome.unknowns.empty())
      return {};
  }
  return readings.complete ? std::optional(first) : std::nullopt;
}

Outcome with_tokens(Outcome outcome, const PublicZone& zone) {
  std::set<std::string> records;
  for (const std::string& record : outcome.records) {
    const auto space = record.rfind(' ');
    const auto token = zone.front_ends.find(record.substr(space + 1));
    records.insert(token == zone.front_ends.end() ? record
                                                  : record.substr(0, space + 1) + token->second);
  }
  outcome.records = std::move(records);
  return outcome;
}

// A server that gives up says nothing of the way there.
bool agree(const Outcome& predicted, const Outcome& real) {
  if (predicted.rcode != real.rcode) return false;
  if (predicted.rcode == "SERVFAIL" || predicted.rcode == "TIMEOUT") return true;
  return predicted.aliases == real.aliases && predicted.records == real.records;
}

bool within(const std::string& name, const std::string& zone) {
  return name == zone || name.ends_with("." + zone);
}

// D section 6 has a server take the reply of a conditional forwarder whole. Unbound, which stands
// for servers that start at the root, asks again for an alias that leaves the condition.
bool beyond_its_condition(const azure::DnsServer* server, const Outcome& predicted) {
  if (server == nullptr) return false;
  for (const azure::Forwarder& each : server->forwarders) {
    if (each.suffix.empty()) return false;
  }
  for (const std::string& alias : predicted.aliases) {
    const std::string owner = alias.substr(0, alias.find(' '));
    const std::string target = alias.substr(alias.rfind(' ') + 1);
    for (const azure::Forwarder& each : server->forwarders) {
      if (within(owner, each.suffix.text()) && !within(target, each.suffix.text())) return true;
    }
  }
  return false;
}

bool cites(const dns::Answer& answer, const std::string& fact) {
  return std::ranges::any_of(
      answer.trace, [&](const auto& step) { return std::ranges::count(step.facts, fact) > 0; });
}

void count(const dns::Answer& answer, const Outcome& outcome, Tally& tally) {
  const auto met = [&](const std::string& what, bool is_so) {
    if (is_so) ++tally.met[what];
  };
  const auto from = [&](const char* block) {
    return std::ranges::any_of(answer.addresses, [&](const dns::Address& address) {
      return dns::to_string(address).starts_with(block);
    });
  };
  const bool noerror = outcome.rcode == "NOERROR";
  const bool nodata = noerror && outcome.records.empty() && answer.type == RecordType::a;
  std::set<std::string> zones;
  for (const dns::ChainLink& link : answer.chain) zones.insert(link.decided_by);
  zones.erase("public DNS");
  met("NXDOMAIN", outcome.rcode == "NXDOMAIN" && outcome.aliases.empty());
  met("NXDOMAIN behind an alias", outcome.rcode == "NXDOMAIN" && !outcome.aliases.empty());
  met("NODATA", nodata);
  met("empty non-terminal", nodata && answer.name.text().starts_with("ent."));
  met("SERVFAIL", outcome.rcode == "SERVFAIL");
  met("endpoint's record", from(from::endpoint));
  met("record by hand", from(from::by_hand));
  met("wildcard", from(from::wildcard));
  met("machine's record", from(from::machine));
  met("server's own zone", from(from::own_zone));
  met("public address", from(from::public_name));
  met("front end", from("FRONTEND"));
  met("two endpoints", from(from::endpoint) && answer.addresses.size() > 1);
  met("aliases of two private zones", zones.size() > 1);
  met("AAAA", answer.type == RecordType::aaaa && !outcome.records.empty());
  met("CNAME", answer.type == RecordType::cname && !outcome.aliases.empty());
  met("redirect", cites(answer, "D-040"));
  met("redirect to a front end", cites(answer, "D-040") && from("FRONTEND"));
  met("forwarded", cites(answer, "D-210"));
  met("inbound endpoint", cites(answer, "D-220"));
  met("public resolver", cites(answer, "D-211"));
  met("from the root", cites(answer, "D-214"));
  met("second server", cites(answer, "R-31") && noerror);
}

// Everything about one world: its servers run for as long as this lives.
class Comparison {
 public:
  Comparison(const Parts& parts, bool must_be_valid)
      : world_(resources(parts)),
        network_(model::build(world_, diagnostics_)),
        translation_(world_, own_block()) {
    for (const Diagnostic& each : diagnostics_) {
      if (must_be_valid && each.severity == Severity::error)
        throw std::logic_error("Azure refuses the world: " + airtight::to_string(each));
    }
  }

  const azure::Resources& world() const { return world_; }

  void start(const std::vector<Vantage>& from) {
    for (const Vantage& vantage : from) servers_[vantage] = translation_.servers_of(vantage);
    std::vector<Daemon> first{translation_.root()};
    for (const auto& each : translation_.redirecting()) first.push_back(each.first);
    running_.start(first);
    std::vector<Daemon> others;
    for (const auto& each : translation_.redirecting())
      others.push_back(translation_.second_resolver(each, missing_at(each)));
    const auto& more = translation_.daemons();
    others.insert(others.end(), more.begin(), more.end());
    running_.start(others);
  }

  std::vector<Disagreement> ask_from(const Vantage& vantage, const std::vector<Question>& questions,
                                     Tally& tally) {
    const auto& servers = servers_.at(vantage);
    const std::vector<Outcome> replies = replies_of(servers, questions);
    const dns::View view = view_of(network_, vantage);
    const PublicZone zone = public_zone(world_);
    std::vector<Disagreement> found;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const auto answer = certain(network_, view, questions[i]);
      if (!answer) {
        ++tally.uncertain;
        continue;
      }
      const Outcome predicted = outcome_of(*answer);
      if (beyond_its_condition(translation_.answering(servers), predicted)) {
        ++tally.left_out;
        continue;
      }
      ++tally.compared;
      count(*answer, predicted, tally);
      const Outcome real = with_tokens(replies[i], zone);
      if (!agree(predicted, real))
        found.push_back({vantage, questions[i], to_string(predicted), to_string(real)});
    }
    return found;
  }

 private:
  // c-ares learns at once that a dead server refuses a question, and waits for it with all others
  // that are under way: a few go alone through the whole list, the rest to those that live.
  std::vector<Outcome> replies_of(const std::vector<std::string>& servers,
                                  const std::vector<Question>& questions) const {
    constexpr std::size_t alone = 8;
    const auto living = translation_.living(servers);
    if (living.empty() || living.size() == servers.size()) return ask(servers, questions, patience);
    std::vector<Outcome> replies;
    for (std::size_t i = 0; i < questions.size() && i < alone; ++i)
      replies.push_back(ask(servers, {questions[i]}, patience).front());
    const auto rest = questions.begin() + static_cast<std::ptrdiff_t>(replies.size());
    for (Outcome& each : ask(living, {rest, questions.end()}, patience))
      replies.push_back(std::move(each));
    return replies;
  }

  // The real resolver says which zone has no such name: the owner of the SOA record.
  std::set<std::string> missing_at(const Translation::Redirecting& redirecting) const {
    std::vector<Question> questions;
    for (const std::string& name : translation_.candidates()) questions.push_back({name, "A"});
    const std::vector<Outcome> replies = ask({redirecting.first.address}, questions, patience);
    std::set<std::string> missing;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      if (replies[i].rcode == "NXDOMAIN" && replies[i].aliases.empty() &&
          redirecting.zones.contains(replies[i].zone))
        missing.insert(questions[i].name);
    }
    return missing;
  }

  azure::Resources world_;
  Diagnostics diagnostics_;
  model::Network network_;
  Translation translation_;
  std::map<Vantage, std::vector<std::string>> servers_;
  Running running_;
};

bool still_disagree(const Parts& parts, const Disagreement& disagreement, Disagreement& now) {
  try {
    Comparison comparison(parts, false);
    comparison.start({disagreement.vantage});
    Tally ignored;
    const auto found = comparison.ask_from(disagreement.vantage, {disagreement.question}, ignored);
    if (found.empty()) return false;
    now = found.front();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

std::vector<Disagreement> compare(const Parts& parts, std::size_t names, Tally& tally) {
  Comparison comparison(parts, true);
  const std::vector<Vantage> from = vantages(comparison.world());
  comparison.start(from);
  const std::vector<Question> questions = Names(comparison.world()).some(names);
  std::vector<Disagreement> found;
  for (const Vantage& vantage : from) {
    auto more = comparison.ask_from(vantage, questions, tally);
    found.insert(found.end(), more.begin(), more.end());
  }
  return found;
}

std::string minimised(Parts world, const Disagreement& disagreement) {
  const auto until = std::chrono::steady_clock::now() + 90s;
  Disagreement now = disagreement;
  for (std::size_t size = world.size() / 2; size > 0; size /= 2) {
    for (std::size_t at = 0; at < world.size() && std::chrono::steady_clock::now() < until;) {
      Parts fewer = world;
      const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      fewer.erase(first,
                  fewer.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, fewer.size())));
      if (still_disagree(fewer, disagreement, now))
        world = std::move(fewer);
      else
        at += size;
    }
  }
  std::string text = to_string(disagreement.vantage) + " asks " + disagreement.question.name + " " +
                     disagreement.question.type + "\n  predicted " + now.predicted +
                     "\n  real      " + now.real + "\n";
  for (const Part& part : world) text += "    " + part.text + "\n";
  return text;
}

}  // namespace airtight::servers
