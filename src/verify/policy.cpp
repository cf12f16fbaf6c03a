#include <airtight/base/text.h>
#include <airtight/verify/policy_groups.h>
#include <airtight/verify/prove.h>

#include <algorithm>
#include <array>
#include <map>

#include "naming.h"
#include "policy_finding.h"
#include "unsaid_settings.h"
#include "witness.h"

namespace airtight::verify {
namespace {

Where place_of_answer(const Path& path) {
  return path.resolution ? last_place(path.resolution->answer.trace) : Where{};
}

Finding name_of(const Path& path) {
  const AnswerClass found = path.resolution ? path.resolution->answer_class : AnswerClass::unproven;
  switch (found) {
    case AnswerClass::private_address:
      return {Status::pass, "the name resolves privately"};
    case AnswerClass::unproven:
      return {Status::undetermined, "what the name resolves to is not certain", witness_of(path),
              place_of_answer(path)};
    default:
      return {Status::fail, "the name's answer is " + std::string(to_string(found)),
              witness_of(path), place_of_answer(path)};
  }
}

Finding way_of(const Path& path) {
  switch (path.verdict.judgement) {
    case Judgement::uncertain:
      return {Status::undetermined,
              path.from + " may not reach it (" + reason_of(path.verdict) + ")", witness_of(path),
              last_place(path.trace)};
    case Judgement::deny:
      return {Status::fail, path.from + " does not reach it: " + reason_of(path.verdict),
              witness_of(path), last_place(path.trace)};
    case Judgement::allow:
      break;
  }
  if (path.via == reach::Via::private_endpoint)
    return {Status::pass, path.from + " reaches it through its private endpoint"};
  return {Status::fail,
          path.from + " reaches it by " + std::string(to_string(path.via)) +
              ", not through a private endpoint",
          witness_of(path), last_place(path.trace)};
}

// That the Internet is kept out of a target, worked out once for all apps that use it.
class Edges {
 public:
  explicit Edges(Proving& proving) : proving_(proving) {}

  const Result<Proof>& kept_out(const std::string& target) {
    const auto known = proofs_.find(target);
    if (known != proofs_.end()) return known->second;
    Question question;
    question.from = {"internet"};
    question.to = target;
    return proofs_.emplace(target, proving_.ask_briefly(question)).first->second;
  }

 private:
  Proving& proving_;
  std::map<std::string, Result<Proof>> proofs_;
};

std::optional<Witness> intruder(const Path& path, Edges& edges) {
  const Result<Proof>& proof = edges.kept_out(path.to);
  return proof ? proof->witness : std::nullopt;
}

// Some address, port or protocol that the nominal client did not try.
Finding whole_edge_of(const Path& path, std::string words, Edges& edges) {
  const Result<Proof>& proof = edges.kept_out(path.to);
  if (!proof) return {Status::undetermined, proof.error().message};
  switch (proof->truth) {
    case Truth::holds:
      return proved(std::move(words), proof->open);
    case Truth::uncertain:
      return {Status::undetermined,
              "some of the Internet may get in (" +
                  what_is_open(proof->open.choices, proof->open.unknowns) + ")",
              proof->witness};
    case Truth::fails:
      break;
  }
  const auto& witness = proof->witness;
  const auto source = witness ? witness->source : std::nullopt;
  return {Status::fail,
          (source ? net::to_string(*source) : "an address") + " on the Internet gets in", witness};
}

Finding edge_of(const Path& path, Edges& edges) {
  if (!path.public_access) return {Status::undetermined, "its public edge is not known"};
  switch (path.public_access->judgement) {
    case Judgement::deny:
      return whole_edge_of(path, "the Internet is refused: " + reason_of(*path.public_access),
                           edges);
    case Judgement::uncertain:
      return {Status::undetermined,
              "the Internet may get in (" + reason_of(*path.public_access) + ")",
              intruder(path, edges)};
    case Judgement::allow:
      return {Status::fail, "the Internet gets in", intruder(path, edges)};
  }
  return {Status::undetermined, ""};
}

// What decides is where the intruder's packet ends.
Finding placed(Finding finding) {
  if (finding.witness) finding.decided = last_place(finding.witness->trace);
  return finding;
}

PolicyResult result_of(const Assertion& assertion) {
  PolicyResult result;
  result.rule = assertion.rule.empty() ? assertion.id : assertion.rule;
  result.id = assertion.id;
  result.title = assertion.title;
  result.severity = assertion.severity;
  result.from = assertion.app;
  result.to = assertion.back_end;
  result.subject = assertion.app + " -> " + assertion.back_end;
  result.controls = assertion.controls;
  result.where = assertion.where;
  return result;
}

std::vector<Finding> parts_of(const Assertion& assertion, const Path& path, Edges& edges) {
  switch (assertion.promise) {
    case Promise::isolated:
      return {name_of(path), way_of(path), placed(edge_of(path, edges))};
    case Promise::private_path:
      return {name_of(path), way_of(path)};
    case Promise::private_name:
      return {name_of(path)};
    case Promise::selected_networks:
    case Promise::unreachable:
    case Promise::reachable:
    case Promise::inspected:
      break;  // not of one path
  }
  return {};
}

// The worst part decides, and all parts of that kind are named.
PolicyResult judge_parts(PolicyResult result, const std::vector<Finding>& parts) {
  const auto is = [](Status status) {
    return [status](const Finding& finding) { return finding.status == status; };
  };
  result.status = std::ranges::any_of(parts, is(Status::fail))           ? Status::fail
                  : std::ranges::any_of(parts, is(Status::undetermined)) ? Status::undetermined
                                                                         : Status::pass;
  std::vector<std::string> words;
  for (const Finding& part : parts) {
    if (part.status != result.status) continue;
    words.push_back(part.words);
    if (!result.witness) result.witness = part.witness;
    if (result.decided.file.empty()) result.decided = part.decided;
  }
  result.explanation = airtight::join(words, "; ");
  return result;
}

PolicyResult judge_path(const Assertion& assertion, const Path& path, Edges& edges) {
  PolicyResult result = result_of(assertion);
  result.from = path.from;
  result.to = path.to;
  result.subject = path.from + " -> " + path.to;
  result.path = path;
  return judge_parts(std::move(result), parts_of(assertion, path, edges));
}

// As people call it; a group's member is an id.
std::string shown(const model::Network& network, const std::string& text) {
  const azure::ResourceId id(text);
  if (const azure::Site* site = network.site(id)) return name_of_app(site->id);
  if (const model::BackEnd* back_end = network.back_end(id))
    return display_name(network, *back_end);
  return text.starts_with('/') ? name_of_app(id) : text;
}

PolicyResult not_found(const Assertion& assertion, const std::string& message) {
  PolicyResult result = result_of(assertion);
  result.explanation = message;
  return result;
}

// Nobody is known who asks, and nothing private leads there.
PolicyResult judge_nobody(const model::Network& network, const Assertion& assertion,
                          const Target& target) {
  PolicyResult result = result_of(assertion);
  result.from = "somebody";
  result.to = target.name;
  result.subject = target.name;
  return judge_parts(std::move(result), {no_private_way(network, target)});
}

// Which back ends an app uses is not known for certain: the settings that may name more.
PolicyResult judge_unsaid(const model::Network& network, const Assertion& assertion) {
  PolicyResult result = result_of(assertion);
  const azure::Site* site = network.site(azure::ResourceId(assertion.app));
  const auto open = site == nullptr ? std::vector<std::string>{} : unsaid_settings(*site);
  result.from = shown(network, assertion.app);
  result.to = "whatever else it uses";
  result.subject = result.from + " -> " + result.to;
  result.explanation = "it may use more back ends; open: " + airtight::join(open, ", ");
  return result;
}

void judge_paths(const model::Network& network, const Assertion& assertion,
                 const Assumptions& assumptions, Edges& edges, std::vector<PolicyResult>& results) {
  if (assertion.back_end.empty()) {
    results.push_back(judge_unsaid(network, assertion));
    return;
  }
  const auto to = find_target(network, assertion.back_end);
  if (!to && is_nameless(network, assertion.back_end)) {
    results.push_back(not_found(
        assertion,
        "what the name resolves to is not known; open: the host names of " + assertion.back_end));
    return;
  }
  if (!to || to->back_end == nullptr) {
    results.push_back(not_found(
        assertion, to ? in_quotes(assertion.back_end) + " is no back end that the input has"
                      : to.error().message));
    return;
  }
  if (assertion.app.empty()) {
    results.push_back(judge_nobody(network, assertion, *to));
    return;
  }
  auto from = find_workload(network, assertion.app);
  if (!from) {
    results.push_back(not_found(assertion, from.error().message));
    return;
  }
  if (from->kind == reach::Workload::Kind::subnet && from->subnet != nullptr)
    from->name =
        "subnet:" + std::string(from->subnet->virtual_network.name()) + "/" + from->subnet->name;
  const bool named = to->name != display_name(network, *to->back_end);
  const auto targets = named ? std::vector<Target>{*to} : targets_of(network, *to->back_end);
  for (const Target& target : targets)
    results.push_back(judge_path(assertion, examine(network, *from, target, assumptions), edges));
}

PolicyResult judge_packets(const model::Network& network, const Assertion& assertion,
                           Proving& proving) {
  PolicyResult result = result_of(assertion);
  result.from = shown(network, assertion.app);
  result.to = shown(network, assertion.back_end);
  result.subject = result.from + " -> " + result.to;
  return judge_parts(std::move(result), {placed(finding_of_packets(network, assertion, proving))});
}

bool is_of_paths(Promise promise) {
  return promise == Promise::isolated || promise == Promise::private_path ||
         promise == Promise::private_name;
}

// What `instantiate` left as it is.
bool names_group(const Assertion& assertion) {
  return assertion.app.starts_with(group_prefix) || assertion.back_end.starts_with(group_prefix);
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::low:
      return "low";
    case Severity::medium:
      return "medium";
    case Severity::high:
      return "high";
  }
  return "";
}

std::string_view to_string(Status status) {
  switch (status) {
    case Status::pass:
      return "pass";
    case Status::fail:
      return "fail";
    case Status::undetermined:
      return "undetermined";
  }
  return "";
}

bool counts(const PolicyResult& result) {
  const bool waived = result.waiver && !result.waiver->expired;
  return result.status != Status::pass && !waived && result.standing != Standing::known;
}

std::vector<PolicyResult> judge(const model::Network& network, const Policy& policy,
                                const Assumptions& assumptions) {
  std::vector<PolicyResult> results;
  Proving proving(network, assumptions);
  Edges edges(proving);
  for (const Assertion& assertion : policy.assertions) {
    if (names_group(assertion))
      results.push_back(not_found(assertion, "no workload and back end of the input fit " +
                                                 assertion.app + " and " + assertion.back_end));
    else if (is_of_paths(assertion.promise))
      judge_paths(network, assertion, assumptions, edges, results);
    else
      results.push_back(judge_packets(network, assertion, proving));
  }
  return results;
}

}  // namespace airtight::verify
