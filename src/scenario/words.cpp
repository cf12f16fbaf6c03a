#include <airtight/scenario/scenario.h>

#include <algorithm>

namespace airtight::scenario {
namespace {

bool has_alias(const dns::Answer& answer) {
  return std::ranges::any_of(answer.chain, [](const dns::ChainLink& link) {
    return link.type == azure::RecordType::cname &&
           link.data.find("privatelink") != std::string::npos;
  });
}

std::string reach_of_allowed(reach::Via via) {
  switch (via) {
    case reach::Via::private_endpoint:
      return "PRIVATE";
    case reach::Via::public_edge:
      return "OPEN";
    case reach::Via::service_endpoint:
      return "SERVICE_ENDPOINT";
    case reach::Via::vnet:
    case reach::Via::none:
      return "VNET";
  }
  return "";
}

}  // namespace

std::string resolves_word(const verify::Path* path) {
  if (path == nullptr || !path->resolution) return "NONE";
  const dns::Answer& answer = path->resolution->answer;
  switch (path->resolution->answer_class) {
    case verify::AnswerClass::private_address:
      return "PE";
    case verify::AnswerClass::wrong:
      return "WRONG";
    case verify::AnswerClass::unproven:
      return "UNPROVEN";
    case verify::AnswerClass::open_public:
      return has_alias(answer) ? "PUBA" : "PUB";
    case verify::AnswerClass::broken:
      return answer.rcode == dns::Rcode::nxdomain && has_alias(answer) ? "NX" : "BROKEN";
  }
  return "";
}

std::string reach_word(const verify::Path* path) {
  if (path == nullptr) return "NA";
  switch (path->verdict.judgement) {
    case verify::Judgement::uncertain:
      return "UNCERTAIN";
    case verify::Judgement::allow:
      return reach_of_allowed(path->via);
    case verify::Judgement::deny:
      if (path->verdict.reason == reach::Reason::paas_firewall) return "REFUSED_RULES";
      if (path->verdict.reason == reach::Reason::paas_public_disabled) return "REFUSED_DISABLED";
      return std::string(to_string(path->verdict.reason));
  }
  return "";
}

}  // namespace airtight::scenario
