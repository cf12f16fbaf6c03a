#include <airtight/diagnose/diagnose.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "situation.h"
#include "trial.h"

// The search: repairs alone, then in pairs, then in threes, each tried on the model (decision 14).

namespace airtight::diagnose {
namespace {

using reconcile::Agreement;
using reconcile::PathComparison;

constexpr std::size_t most_trials = 600;  // networks that are built for one diagnosis
constexpr std::size_t most_in_sets = 40;  // repairs that are combined
constexpr std::size_t most_explanations = 12;
constexpr double price_of_a_cause = 0.6;  // the score of two causes, beside that of one

// What a set of repairs would be worth, if it helps.
struct Candidate {
  std::vector<const Repair*> repairs;
  Trial trial;
};

class Search {
 public:
  Search(const Question& question, const Repairs& repairs)
      : question_(question), repairs_(repairs) {}

  void run() {
    alone();
    if (found_.empty()) together(2);
    if (found_.empty()) together(3);
  }

  const std::vector<Candidate>& found() const { return found_; }
  std::size_t left_out() const { return left_out_; }
  const std::vector<Tried>& tried() const { return tried_alone_; }

 private:
  // Each repair by itself; what mends some of the symptoms is kept for combining.
  void alone() {
    for (const Repair& repair : repairs_) {
      if (!may_try()) continue;
      Candidate candidate{{&repair}, try_out(question_, {&repair})};
      if (candidate.trial.mends_all(question_.symptoms))
        found_.push_back(std::move(candidate));
      else
        keep(repair, candidate.trial);
    }
  }

  void keep(const Repair& repair, const Trial& trial) {
    if (trial.mends_some(question_.symptoms)) useful_.insert(&repair);
    tried_alone_.push_back({repair.cause.code, repair.cause.summary, trial.result});
  }

  void together(std::size_t size) {
    std::vector<const Repair*> order;
    for (const Repair& repair : repairs_) order.push_back(&repair);
    std::ranges::stable_sort(order, [&](const Repair* a, const Repair* b) {
      const bool first = useful_.contains(a);
      const bool second = useful_.contains(b);
      return first != second ? first : a->weight > b->weight;
    });
    order.resize(std::min(order.size(), most_in_sets));
    std::vector<const Repair*> set;
    extend(order, 0, size, set);
  }

  void extend(const std::vector<const Repair*>& order, std::size_t at, std::size_t size,
              std::vector<const Repair*>& set) {
    if (set.size() == size) {
      if (!may_try()) return;
      Candidate candidate{set, try_out(question_, set)};
      if (candidate.trial.mends_all(question_.symptoms)) found_.push_back(std::move(candidate));
      return;
    }
    for (std::size_t i = at; i < order.size(); ++i) {
      if (is_the_same_fault(set, *order[i])) continue;
      set.push_back(order[i]);
      extend(order, i + 1, size, set);
      set.pop_back();
    }
  }

  static bool is_the_same_fault(const std::vector<const Repair*>& set, const Repair& repair) {
    return std::ranges::any_of(set, [&](const Repair* each) {
      return each->cause.code == repair.cause.code && each->cause.summary == repair.cause.summary;
    });
  }

  bool may_try() {
    if (tried_ == most_trials) {
      ++left_out_;
      return false;
    }
    ++tried_;
    return true;
  }

  const Question& question_;
  const Repairs& repairs_;
  std::vector<Candidate> found_;
  std::set<const Repair*> useful_;
  std::vector<Tried> tried_alone_;
  std::size_t tried_ = 0;
  std::size_t left_out_ = 0;
};

// The observations that the configuration as it is predicts, and those that it does not: a fault
// in the configuration explains the first and leaves the second without reason.
void add_evidence(const Question& question, Explanation& explanation) {
  for (std::size_t i = 0; i < question.flows.size(); ++i) {
    if (question.symptoms[i] == Symptom::none) continue;
    for (const reconcile::Comparison& each : question.flows[i].comparisons) {
      auto& list =
          each.agreement == Agreement::disagrees ? explanation.contradicts : explanation.explains;
      if (std::ranges::count(list, each.observation) == 0) list.push_back(each.observation);
    }
  }
  std::ranges::sort(explanation.explains);
  std::ranges::sort(explanation.contradicts);
}

double share_explained(const Explanation& explanation) {
  const auto all = explanation.explains.size() + explanation.contradicts.size();
  return all == 0 ? 1.0
                  : static_cast<double>(explanation.explains.size()) / static_cast<double>(all);
}

Explanation explanation_of(const Question& question, const Candidate& candidate) {
  constexpr double of_uncertain = 0.9;
  constexpr double of_each_broken = 0.7;
  Explanation explanation;
  auto repairs = candidate.repairs;
  std::ranges::stable_sort(repairs, {}, &Repair::stage);
  double score = 1;
  for (const Repair* repair : repairs) {
    explanation.causes.push_back(repair->cause);
    score *= repair->weight;
  }
  score *= std::pow(price_of_a_cause, static_cast<double>(repairs.size() - 1));
  for (std::size_t i = 0; i < question.symptoms.size(); ++i) {
    if (question.symptoms[i] != Symptom::none && !candidate.trial.certain[i]) score *= of_uncertain;
  }
  score *= std::pow(of_each_broken, static_cast<double>(candidate.trial.broken));
  explanation.mended = candidate.trial.mended;
  add_evidence(question, explanation);
  explanation.score = score * share_explained(explanation);
  return explanation;
}

bool is_before(const Explanation& a, const Explanation& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.causes.size() != b.causes.size()) return a.causes.size() < b.causes.size();
  return std::ranges::lexicographical_compare(
      a.causes, b.causes, [](const Cause& x, const Cause& y) {
        return std::tie(x.code, x.summary) < std::tie(y.code, y.summary);
      });
}

bool is_the_same(const Explanation& a, const Explanation& b) {
  return std::ranges::equal(a.causes, b.causes, [](const Cause& x, const Cause& y) {
    return x.code == y.code && x.resource == y.resource;
  });
}

// Best first; of several ways to mend one fault of one resource the best.
void settle(std::vector<Explanation>& explanations) {
  std::ranges::stable_sort(explanations, is_before);
  std::vector<Explanation> kept;
  for (Explanation& each : explanations) {
    const bool known = std::ranges::any_of(
        kept, [&](const Explanation& other) { return is_the_same(each, other); });
    if (!known && kept.size() < most_explanations) kept.push_back(std::move(each));
  }
  explanations = std::move(kept);
}

void propose(const Situation& situation, Repairs& repairs) {
  propose_zones(situation, repairs);
  propose_servers(situation, repairs);
  propose_callers(situation, repairs);
  propose_endpoints(situation, repairs);
  propose_routes(situation, repairs);
  propose_filters(situation, repairs);
  propose_doors(situation, repairs);
}

bool has_symptom(const Question& question) {
  return std::ranges::any_of(question.symptoms,
                             [](Symptom symptom) { return symptom != Symptom::none; });
}

void explain_symptoms(const Question& question, const observe::Observations& observations,
                      Diagnosis& diagnosis) {
  Repairs repairs;
  for (std::size_t i = 0; i < question.flows.size(); ++i) {
    if (question.symptoms[i] == Symptom::none) continue;
    const Situation situation{question.network, question.from, question.flows[i],
                              question.flows,   observations,  question.symptoms[i]};
    propose(situation, repairs);
    for (Explanation& each : hypotheses(situation))
      diagnosis.explanations.push_back(std::move(each));
  }
  // Where the model has the flows work as they are, no change of the configuration explains them.
  if (!try_out(question, {}).mends_all(question.symptoms)) {
    Search search(question, repairs);
    search.run();
    for (const Candidate& each : search.found())
      diagnosis.explanations.push_back(explanation_of(question, each));
    diagnosis.trials_left_out = search.left_out();
    diagnosis.tried = search.tried();
  }
}

bool is_in_a_network(const model::Network& network, const net::Ip& ip) {
  return std::ranges::any_of(
      network.written().virtual_networks, [&](const azure::VirtualNetwork& home) {
        return std::ranges::any_of(home.address_prefixes, [&](const auto& written) {
          return written.prefix.contains(ip);
        });
      });
}

// What an observation says of the way from its site into the networks.
enum class Contact { none, answered, silent };

Contact contact_of(const model::Network& network, const observe::Observation& seen) {
  if (const auto* dns = std::get_if<observe::DnsResult>(&seen.result)) {
    const auto server = net::parse_ip(dns->server);
    const bool silent =
        dns->rcode == observe::Rcode::timeout || dns->rcode == observe::Rcode::unreachable;
    if (!server || !is_in_a_network(network, *server)) return Contact::none;
    return silent ? Contact::silent : Contact::answered;
  }
  const auto* tcp = std::get_if<observe::TcpResult>(&seen.result);
  if (tcp == nullptr || !tcp->address || !is_in_a_network(network, *tcp->address))
    return Contact::none;
  return tcp->outcome == observe::ConnectOutcome::connected ? Contact::answered : Contact::silent;
}

// Why the site of the client is taken to have routes to Azure although nobody wrote them (R-14
// takes it for one without): somebody inside answered, or nothing that was seen needed them. Empty
// where they are in doubt.
std::string why_it_has_routes(const model::Network& network, const reach::Workload& from,
                              const observe::Observations& observations) {
  const azure::SurroundingSite* site = from.outside;
  if (site == nullptr || site->connection == azure::SurroundingSite::Connection::none ||
      !site->routes_to_azure.empty())
    return {};
  bool silent = false;
  for (const observe::Observation& each : observations.observations) {
    const Contact contact = contact_of(network, each);
    if (contact == Contact::answered)
      return "site " + site->name + " has routes to Azure: " + each.id +
             " was answered from inside";
    silent = silent || contact == Contact::silent;
  }
  return silent ? std::string()
                : "site " + site->name + " has routes to Azure: nothing says otherwise";
}

void learn_routes(const model::Network& network, const reach::Workload& from,
                  const observe::Observations& observations, azure::Resources& resources,
                  std::vector<std::string>& learned) {
  const std::string why = why_it_has_routes(network, from, observations);
  if (why.empty()) return;
  learned.push_back(why);
  std::vector<net::Prefix> all;
  for (const azure::VirtualNetwork& each : resources.virtual_networks) {
    for (const net::Prefix& prefix : model::prefixes(each)) all.push_back(prefix);
  }
  for (azure::SurroundingSite& each : resources.surroundings.sites) {
    if (each.name == from.outside->name) each.routes_to_azure = all;
  }
}

// of a public name that the input says nothing about, an alias that was seen says the rest.
void learn_alias(const model::Network& network, const observe::ChainLink& link,
                 const std::string& id, azure::Resources& resources,
                 std::vector<std::string>& learned) {
  const auto name = net::parse_dns_name(link.name);
  const auto target = net::parse_dns_name(link.data);
  auto& known = resources.surroundings.public_names;
  if (link.type != "CNAME" || !name || !target || network.by_public_name(*name) != nullptr ||
      network.by_private_name(*name) != nullptr ||
      std::ranges::count(known, *name, &azure::PublicName::name) > 0)
    return;
  known.push_back({*name, azure::PublicName::Kind::alias, *target, {}, {}});
  learned.push_back(name->text() + " leads to " + target->text() + ": " + id + " has that alias");
}

model::Network with_evidence(const model::Network& network, const reach::Workload& from,
                             const observe::Observations& observations,
                             std::vector<std::string>& learned) {
  azure::Resources resources = network.written();
  learn_routes(network, from, observations, resources, learned);
  for (const observe::Observation& each : observations.observations) {
    const auto* dns = std::get_if<observe::DnsResult>(&each.result);
    if (dns == nullptr) continue;
    for (const observe::ChainLink& link : dns->chain)
      learn_alias(network, link, each.id, resources, learned);
  }
  if (learned.empty()) return network;
  Diagnostics ignored;
  return model::build(std::move(resources), ignored);
}

// A name that was only tried: no resource and no zone has it.
bool is_nobodys(const model::Network& network, const PathComparison& flow) {
  if (flow.target.ip || flow.target.back_end != nullptr) return false;
  const auto& written = network.written();
  const bool in_zone = std::ranges::any_of(written.private_dns_zones, [&](const auto& zone) {
    return flow.target.host.is_within(zone.zone);
  });
  const auto& names = written.surroundings.public_names;
  return !in_zone && std::ranges::none_of(names, [&](const azure::PublicName& each) {
    return each.name == flow.target.host && each.kind != azure::PublicName::Kind::nxdomain;
  });
}

// The door of the flow's resource lists the subnet that the caller is in.
bool lists_caller(const model::Network& network, const reach::Workload& from,
                  const PathComparison& flow) {
  const model::BackEnd* back_end = flow.target.back_end;
  const azure::ResourceId* integration =
      from.site == nullptr ? nullptr : from.site->integration_subnet.known();
  const azure::Subnet* subnet = integration == nullptr ? from.subnet : network.subnet(*integration);
  if (back_end == nullptr || subnet == nullptr) return false;
  if (back_end->site != nullptr)
    return std::ranges::count(back_end->site->restrictions.rules, subnet->id,
                              &azure::AccessRule::subnet) > 0;
  const azure::NetworkRules* rules = back_end->service.network_rules.known();
  return rules != nullptr &&
         std::ranges::count(rules->subnet_rules, subnet->id, &azure::SubnetRule::subnet) > 0;
}

Question question_of(const model::Network& network, const reach::Workload& from,
                     const std::vector<PathComparison>& flows,
                     const verify::Assumptions& assumptions) {
  Question question{network, from, flows, {}, {}, assumptions};
  for (const PathComparison& flow : flows) {
    question.symptoms.push_back(symptom_of(network, from, flow));
    question.by_door.push_back(lists_caller(network, from, flow));
  }
  // Beside a flow that somebody needs, a name that nobody has was only tried.
  for (std::size_t i = 0; i < flows.size(); ++i) {
    if (is_nobodys(network, flows[i]) &&
        std::ranges::count(question.symptoms, Symptom::none) + 1 < std::ssize(question.symptoms))
      question.symptoms[i] = Symptom::none;
  }
  return question;
}

}  // namespace

Diagnosis diagnose(const model::Network& given, const reach::Workload& asked,
                   const observe::Observations& observations,
                   const verify::Assumptions& assumptions) {
  Diagnosis diagnosis;
  diagnosis.network = with_evidence(given, asked, observations, diagnosis.learned);
  const model::Network& network = diagnosis.network;
  const auto from_there = verify::find_workload(network, asked.name);
  const reach::Workload& from = from_there ? *from_there : asked;
  diagnosis.flows = reconcile::reconcile(network, from, observations, assumptions);
  const Question question = question_of(network, from, diagnosis.flows, assumptions);
  diagnosis.explanations = latent_faults(network, from, diagnosis.flows);
  if (has_symptom(question)) explain_symptoms(question, observations, diagnosis);
  settle(diagnosis.explanations);
  diagnosis.unexplained = has_symptom(question) && diagnosis.explanations.empty();
  diagnosis.next_probe = next_probe(diagnosis, from.name);
  return diagnosis;
}

}  // namespace airtight::diagnose
