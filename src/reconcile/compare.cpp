#include <airtight/reconcile/reconcile.h>
#include <airtight/verify/private_space.h>

#include <algorithm>

namespace airtight::reconcile {
namespace {

using observe::ConnectOutcome;
using observe::DnsResult;
using observe::HttpResult;
using observe::TcpResult;
using observe::TlsOutcome;
using observe::TlsResult;
using verify::Judgement;

// paas-edge.md section 0.2, as far as it says whether the flow got through and by which door.
struct Classification {
  std::string_view prefix;
  Sign sign;
  bool at_service;       // the service itself answered
  std::string_view way;  // "private", "public"; empty: either
};
constexpr Classification classifications[] = {
    {"PE_OK", Sign::works, true, "private"},
    {"PE_REFUSED", Sign::fails, true, "private"},
    {"PE_WRONG_TARGET", Sign::fails, true, ""},
    {"SVC_ENDPOINT", Sign::works, true, "public"},
    {"PUB_OPEN", Sign::works, true, "public"},
    {"PUB_REFUSED", Sign::fails, true, "public"},
    {"PUB_GATE_UNKNOWN", Sign::silent, true, "public"},
    {"AUTH_AFTER_GATE", Sign::works, true, ""},
    {"SITE_STOPPED", Sign::fails, true, ""},
    {"DNS_", Sign::fails, false, ""},
    {"TCP_", Sign::fails, false, ""},
    {"TLS_", Sign::fails, false, ""},
};

const Classification* classification_of(const HttpResult& result) {
  const auto* row = std::ranges::find_if(classifications, [&](const Classification& each) {
    return result.classification.starts_with(each.prefix);
  });
  return row == std::end(classifications) ? nullptr : row;
}

// Sign::silent for answers that do not depend on the gate, and where nothing was classified.
Sign sign(const DnsResult& result) {
  // A name without IPv6 is in order, and other types say nothing of a way.
  if (!result.type.empty() && result.type != "A") return Sign::silent;
  return result.rcode == observe::Rcode::noerror && !result.addresses.empty() ? Sign::silent
                                                                              : Sign::fails;
}

Sign sign(const TcpResult& result) {
  return result.outcome == ConnectOutcome::connected ? Sign::silent : Sign::fails;
}

Sign sign(const TlsResult& result) {
  return result.outcome == TlsOutcome::ok ? Sign::silent : Sign::fails;
}

Sign sign(const HttpResult& result) {
  const Classification* row = classification_of(result);
  if (row == nullptr) return result.failure.empty() ? Sign::silent : Sign::fails;
  return row->sign;
}

// What the model says becomes of a connection, by the reason of a denial.
// `elsewhere`: at an endpoint of another service or part, which takes the connection (GX-06,
// KV-18).
enum class Fate { served, refused_by_service, elsewhere, dropped, no_address, open };

Fate fate_of(const verify::Path& path) {
  if (path.verdict.judgement == Judgement::uncertain) return Fate::open;
  if (path.verdict.judgement == Judgement::allow) return Fate::served;
  switch (path.verdict.reason) {
    case reach::Reason::paas_public_disabled:
    case reach::Reason::paas_firewall:
      return Fate::refused_by_service;
    case reach::Reason::name_nxdomain:
    case reach::Reason::name_nodata:
    case reach::Reason::name_servfail:
    case reach::Reason::name_timeout:
    case reach::Reason::name_blocked:
      return Fate::no_address;
    case reach::Reason::pe_subresource:
      return Fate::elsewhere;
    case reach::Reason::none:
    case reach::Reason::route_none:
    case reach::Reason::no_route:
    case reach::Reason::nsg_out:
    case reach::Reason::nsg_in:
    case reach::Reason::admin_deny:
    case reach::Reason::peering_down:
    case reach::Reason::peering_access_off:
    case reach::Reason::peering_forward_off:
    case reach::Reason::next_hop_invalid:
    case reach::Reason::nva_no_forwarding:
    case reach::Reason::fw_deny:
    case reach::Reason::asymmetric:
    case reach::Reason::loop:
    case reach::Reason::pe_not_approved:
    case reach::Reason::pe_proto:
    case reach::Reason::no_egress:
    case reach::Reason::platform_block:
    case reach::Reason::not_in_vnet:
      return Fate::dropped;
  }
  return Fate::dropped;
}

std::string in_words(Fate fate) {
  switch (fate) {
    case Fate::served:
      return "is served";
    case Fate::refused_by_service:
      return "connects and is refused by the service";
    case Fate::elsewhere:
      return "is at another service";
    case Fate::dropped:
      return "does not connect";
    case Fate::no_address:
      return "has no address to connect to";
    case Fate::open:
      return "uncertain";
  }
  return "";
}

// True where the nominal answer, or the address asked for, is this one.
bool is_predicted(const model::Network& network, const verify::Path& path, const net::Ip& ip) {
  if (!path.resolution) return path.destination == to_string(ip);
  return std::ranges::any_of(path.resolution->answer.addresses, [&](const dns::Address& each) {
    return each.ip ? *each.ip == ip : !verify::is_private_here(network, ip);
  });
}

bool leads_inside(const model::Network& network, const verify::Path& path) {
  if (!path.resolution) return true;
  return std::ranges::any_of(path.resolution->answer.addresses, [&](const dns::Address& each) {
    return each.ip && verify::is_private_here(network, *each.ip);
  });
}

template <class Address>
std::string words_of(const std::vector<Address>& addresses) {
  std::string text;
  for (const Address& each : addresses) text += (text.empty() ? "" : ", ") + to_string(each);
  return text;
}

bool is_open(const verify::Resolution& resolution) {
  return resolution.answer_class == verify::AnswerClass::unproven ||
         resolution.answer.rcode == dns::Rcode::none ||
         resolution.answer.rcode == dns::Rcode::blocked;
}

Agreement agreement_of(bool same) { return same ? Agreement::agrees : Agreement::disagrees; }

void fill(const model::Network& network, const verify::Path& path, const DnsResult& seen,
          Comparison& result) {
  result.observed =
      seen.addresses.empty() ? std::string(to_string(seen.rcode)) : words_of(seen.addresses);
  if (!path.resolution) return;
  const dns::Answer& answer = path.resolution->answer;
  result.predicted =
      answer.addresses.empty() ? std::string(to_string(answer.rcode)) : words_of(answer.addresses);
  if (is_open(*path.resolution) || (!seen.type.empty() && seen.type != "A")) return;
  if (answer.addresses.empty()) {
    result.agreement =
        agreement_of(seen.addresses.empty() && to_string(seen.rcode) == to_string(answer.rcode));
    return;
  }
  result.agreement = agreement_of(!seen.addresses.empty() &&
                                  std::ranges::all_of(seen.addresses, [&](const net::Ip& ip) {
                                    return is_predicted(network, path, ip);
                                  }));
}

void fill(const model::Network& network, const verify::Path& path, const TcpResult& seen,
          Comparison& result) {
  const Fate fate = fate_of(path);
  result.predicted = in_words(fate);
  result.observed = std::string(to_string(seen.outcome));
  if (fate == Fate::open) return;
  if (seen.path != observe::Path::front_end && seen.address &&
      !is_predicted(network, path, *seen.address)) {
    // Another front end of the same service proves nothing; the other side of the wall does.
    if (leads_inside(network, path) != verify::is_private_here(network, *seen.address))
      result.agreement = Agreement::disagrees;
    return;
  }
  const bool connected = seen.outcome == ConnectOutcome::connected;
  // E-010: some services drop what they refuse, so silence does not contradict a refusal.
  if (fate == Fate::refused_by_service && !connected) return;
  if (fate == Fate::elsewhere) return;
  result.agreement =
      agreement_of(connected == (fate == Fate::served || fate == Fate::refused_by_service));
}

void fill(const model::Network&, const verify::Path& path, const TlsResult& seen,
          Comparison& result) {
  const Fate fate = fate_of(path);
  result.predicted = in_words(fate);
  result.observed = std::string(to_string(seen.outcome));
  if (fate == Fate::open) return;
  if (fate == Fate::elsewhere) {  // E-013: of one service, all have one certificate
    if (seen.outcome != TlsOutcome::ok) result.agreement = Agreement::agrees;
    return;
  }
  if (seen.outcome != TlsOutcome::ok) {
    if (fate == Fate::served) result.agreement = Agreement::disagrees;
    return;
  }
  if (fate == Fate::dropped || fate == Fate::no_address) result.agreement = Agreement::disagrees;
}

void fill(const model::Network&, const verify::Path& path, const HttpResult& seen,
          Comparison& result) {
  const Fate fate = fate_of(path);
  result.predicted = in_words(fate);
  result.observed = seen.classification.empty() ? std::string("no answer") : seen.classification;
  const Classification* row = classification_of(seen);
  if (fate == Fate::open) return;
  if (fate == Fate::elsewhere) {
    if (row != nullptr) result.agreement = agreement_of(row->sign == Sign::fails);
    return;
  }
  if (row == nullptr) {
    if (!seen.failure.empty() && fate == Fate::served) result.agreement = Agreement::disagrees;
    return;
  }
  if (!row->at_service) {
    result.agreement = agreement_of(fate == Fate::dropped || fate == Fate::no_address);
    return;
  }
  const bool by_endpoint = path.via == reach::Via::private_endpoint;
  const bool same_way = row->way.empty() || (row->way == "private") == by_endpoint ||
                        path.via == reach::Via::vnet || path.via == reach::Via::none;
  // E-005: an answer before the gate tells the way and not the end.
  if (row->sign == Sign::silent) {
    if (!same_way) result.agreement = Agreement::disagrees;
    return;
  }
  const bool same_end =
      fate == (row->sign == Sign::works ? Fate::served : Fate::refused_by_service);
  result.agreement = agreement_of(same_way && same_end);
}

}  // namespace

bool tries_front_end(const observe::Observation& observation) {
  return std::visit(
      [](const auto& result) {
        if constexpr (requires { result.path; }) return result.path == observe::Path::front_end;
        return false;
      },
      observation.result);
}

Sign sign_of(const observe::Observation& observation) {
  const Sign sign =
      std::visit([](const auto& result) { return reconcile::sign(result); }, observation.result);
  // A front end that somebody tried on purpose is meant to be closed.
  return sign == Sign::fails && tries_front_end(observation) ? Sign::silent : sign;
}

Comparison compare(const model::Network& network, const verify::Path& path,
                   const observe::Observation& observation) {
  Comparison result;
  result.observation = observation.id;
  std::visit([&](const auto& seen) { fill(network, path, seen, result); }, observation.result);
  return result;
}

}  // namespace airtight::reconcile
