#include "lab_names.h"

#include <airtight/verify/subject.h>

#include <algorithm>

namespace airtight::cli {
namespace {

constexpr Explanation redirect{"D-036",
                               "Unbound cannot be told to ask the Internet for what a zone lacks"};

std::string join_all(const std::string& rcode, const std::vector<std::string>& aliases,
                     std::vector<std::string> addresses) {
  std::ranges::sort(addresses);
  std::string text = rcode + ":";
  for (const std::string& each : aliases) text += " " + each + ";";
  for (const std::string& each : addresses) text += " " + each + ";";
  return text;
}

bool gives_up(const std::string& text) {
  return text.starts_with("SERVFAIL") || text.starts_with("TIMEOUT");
}

}  // namespace

std::string text_of_predicted(const NameCheck& check) {
  const dns::Answer& answer = check.predicted.answer;
  std::vector<std::string> aliases;
  for (const dns::ChainLink& link : answer.chain)
    if (link.type == azure::RecordType::cname)
      aliases.push_back(link.name.text() + " CNAME " + link.data);
  std::vector<std::string> addresses;
  for (const dns::Address& each : answer.addresses) addresses.push_back(dns::to_string(each));
  return join_all(std::string(dns::to_string(answer.rcode)), aliases, std::move(addresses));
}

std::string text_of_seen(const NameCheck& check, const lab::Plan& plan) {
  std::vector<std::string> addresses;
  for (const net::Ip& each : check.seen.addresses) {
    const auto front_end = plan.front_ends.find(each);
    addresses.push_back(front_end == plan.front_ends.end()
                            ? net::to_string(each)
                            : dns::to_string(dns::Address{{}, front_end->second}));
  }
  return join_all(check.seen.rcode, check.seen.aliases, std::move(addresses));
}

const Explanation* explanation_of(const NameCheck& check) {
  return cites(check.predicted.answer.trace, "D-040") ? &redirect : nullptr;
}

Agreement agreement(const NameCheck& check, const lab::Plan& plan) {
  const verify::Resolution& predicted = check.predicted;
  if (predicted.answer_class == verify::AnswerClass::unproven ||
      predicted.answer.rcode == dns::Rcode::none || !predicted.answer.unknowns.empty())
    return Agreement::open;
  const std::string expected = text_of_predicted(check);
  const std::string seen = text_of_seen(check, plan);
  if (expected == seen || (gives_up(expected) && gives_up(seen))) return Agreement::agrees;
  return explanation_of(check) == nullptr ? Agreement::disagrees : Agreement::explained;
}

std::vector<NameCheck> name_checks(const model::Network& network, const lab::Plan& plan) {
  std::vector<NameCheck> checks;
  if (plan.servers.empty()) return checks;
  const auto names = lab::names_worth_asking(network.written());
  for (const lab::Space& space : plan.spaces) {
    const std::string from = workload_name(space);
    if (from.empty() || space.name_servers.empty()) continue;
    const auto workload = verify::find_workload(network, from);
    if (!workload) continue;
    for (const net::DnsName& name : names) {
      NameCheck check;
      check.question = {space.name, name, azure::RecordType::a};
      check.predicted =
          verify::resolve(network, *workload, name, azure::RecordType::a, nullptr, {});
      checks.push_back(std::move(check));
    }
  }
  return checks;
}

void measure(const lab::Lab& lab, std::vector<NameCheck>& checks,
             std::chrono::milliseconds patience) {
  std::vector<lab::Question> questions;
  for (const NameCheck& each : checks) questions.push_back(each.question);
  const auto replies = lab::ask(lab, questions, patience);
  for (std::size_t i = 0; i < checks.size(); ++i) checks[i].seen = replies[i];
}

}  // namespace airtight::cli
