#include <airtight/base/text.h>
#include <airtight/serve/dns_view.h>
#include <airtight/verify/name_answer.h>

#include <algorithm>
#include <array>

namespace airtight::serve {
namespace {

using dns::Rcode;
using wire::ExtendedError;
using wire::Message;

constexpr std::uint16_t udp_payload = 1232;  // what no path fragments (RFC 9715)
constexpr std::uint16_t dnssec_ok = 0x8000;  // RFC 3225; copied, and nothing is signed

// The header and EDNS of the reply to a query, without its question.
Message reply_to(const Message& query) {
  Message reply;
  reply.id = query.id;
  reply.response = true;
  reply.opcode = query.opcode;
  reply.recursion_desired = query.recursion_desired;
  reply.recursion_available = true;
  reply.checking_disabled = query.checking_disabled;
  if (query.edns) {
    reply.edns.emplace();
    reply.edns->udp_size = udp_payload;
    reply.edns->flags = query.edns->flags & dnssec_ok;
  }
  return reply;
}

Message with_rcode(Message reply, std::uint16_t rcode) {
  reply.rcode = rcode;
  return reply;
}

// RFC 8914: only for clients that speak EDNS.
Message with_reason(Message reply, std::uint16_t rcode, ExtendedError code,
                    const std::string& text) {
  reply.rcode = rcode;
  if (reply.edns) reply.edns->options.push_back(wire::extended_error(code, printable(text)));
  return reply;
}

Message servfail(Message reply, const std::string& text) {
  return with_reason(std::move(reply), wire::rcode::servfail, ExtendedError::other, text);
}

std::optional<azure::RecordType> known_type(std::uint16_t type) {
  switch (type) {
    case wire::type::a:
      return azure::RecordType::a;
    case wire::type::aaaa:
      return azure::RecordType::aaaa;
    case wire::type::cname:
      return azure::RecordType::cname;
    default:
      return {};
  }
}

bool is_transfer(std::uint16_t type) {
  return type == wire::type::axfr || type == wire::type::ixfr;
}

std::uint32_t ttl_of(const std::optional<int>& ttl) {
  return static_cast<std::uint32_t>(std::max(0, ttl.value_or(0)));
}

std::string missing(const verify::Openness& open) {
  std::vector<std::string> parts;
  if (!open.choices.empty()) parts.push_back("open choices " + join(open.choices, ", "));
  if (!open.unknowns.empty()) parts.push_back("not known: " + join(open.unknowns, "; "));
  return "the answer is not certain; " + join(parts, "; ");
}

// The aliases of an answer, from the name as the client spelled it. Returns the owner of what comes
// after them.
wire::Name add_aliases(const dns::Answer& answer, const wire::Name& asked, Message& reply) {
  wire::Name owner = asked;
  for (const dns::ChainLink& link : answer.chain) {
    if (link.type != azure::RecordType::cname) continue;
    const auto target = net::parse_dns_name(link.data);
    if (!target) break;
    wire::Name next = wire::name_of(*target);
    reply.answers.push_back({owner, wire::type::cname, wire::class_in, ttl_of(link.ttl), next});
    owner = std::move(next);
  }
  return owner;
}

std::uint32_t ttl_of_addresses(const dns::Answer& answer) {
  const auto link = std::ranges::find(answer.chain, answer.type, &dns::ChainLink::type);
  return link == answer.chain.end() ? 0 : ttl_of(link->ttl);
}

// Null where all addresses of the answer are known, else the front end that has none.
const dns::Address* without_address(const dns::Answer& answer,
                                    const std::optional<net::Ip>& front_end) {
  const auto found = std::ranges::find_if(
      answer.addresses, [&](const dns::Address& a) { return !a.ip && !front_end; });
  return found == answer.addresses.end() ? nullptr : &*found;
}

void add_addresses(const dns::Answer& answer, const wire::Name& owner,
                   const std::optional<net::Ip>& front_end, Message& reply) {
  const std::uint32_t ttl = ttl_of_addresses(answer);
  for (const dns::Address& address : answer.addresses) {
    const std::optional<net::Ip> ip = address.ip ? address.ip : front_end;
    if (!ip) continue;
    const auto type = ip->family == net::Family::v4 ? wire::type::a : wire::type::aaaa;
    reply.answers.push_back({owner, type, wire::class_in, ttl, *ip});
  }
}

std::string text_of(const wire::Name& name) {
  if (name.labels.empty()) return ".";
  return printable(join(name.labels, "."));
}

std::string text_of_type(std::uint16_t type) {
  const auto known = known_type(type);
  return known ? std::string(dns::to_string(*known)) : "TYPE" + std::to_string(type);
}

std::string text_of_rcode(std::uint16_t rcode) {
  constexpr std::array<std::string_view, 6> names{"NOERROR",  "FORMERR", "SERVFAIL",
                                                  "NXDOMAIN", "NOTIMP",  "REFUSED"};
  if (rcode < names.size()) return std::string(names[rcode]);
  return rcode == wire::rcode::badvers ? "BADVERS" : "RCODE" + std::to_string(rcode);
}

}  // namespace

std::string in_words(const Message& reply) {
  std::string text;
  for (const wire::Question& question : reply.questions)
    text += text_of(question.name) + " " + text_of_type(question.type) + ": ";
  text += text_of_rcode(reply.rcode);
  for (const wire::Record& record : reply.answers) {
    if (const auto* ip = std::get_if<net::Ip>(&record.data)) text += ", " + net::to_string(*ip);
    if (const auto* name = std::get_if<wire::Name>(&record.data)) text += ", " + text_of(*name);
  }
  if (!reply.edns) return text;
  for (const wire::EdnsOption& option : reply.edns->options) {
    if (option.code == wire::extended_error_option && option.data.size() > 2)
      text += " (" + printable(option.data.substr(2)) + ")";
  }
  return text;
}

PredictedView::PredictedView(model::Network network, reach::Workload from, Options options)
    : network_(std::move(network)), from_(std::move(from)), options_(std::move(options)) {}

Response PredictedView::respond(std::string_view query) const {
  const auto header = wire::read_header(query);
  if (!header || header->response) return Silence{};
  if (header->opcode != 0) return with_rcode(reply_to(*header), wire::rcode::notimp);
  const auto message = wire::read_message(query);
  if (!message) return with_rcode(reply_to(*header), wire::rcode::formerr);
  Message reply = reply_to(*message);
  if (message->edns && message->edns->version > 0)
    return with_rcode(std::move(reply), wire::rcode::badvers);
  const bool plain = message->questions.size() == 1 && message->answers.empty() &&
                     message->authority.empty() && !message->truncated;
  if (!plain) return with_rcode(std::move(reply), wire::rcode::formerr);
  reply.questions = message->questions;
  const wire::Question& question = message->questions.front();
  if (question.of_class != wire::class_in || is_transfer(question.type))
    return with_rcode(std::move(reply), wire::rcode::refused);
  if (question.type == wire::type::any || question.type == wire::type::opt)
    return with_rcode(std::move(reply), wire::rcode::notimp);
  return answer(*message, std::move(reply));
}

// Public DNS has aliases of its own between a service's name and its front end.
bool PredictedView::leads_to_front_end(const net::DnsName& name) const {
  const auto found =
      verify::answer_name(network_, from_, name, azure::RecordType::a, options_.assumptions);
  return without_address(found.resolution.answer, {}) != nullptr;
}

Response PredictedView::answer(const Message& query, Message reply) const {
  const wire::Question& question = query.questions.front();
  const auto name = wire::host_name(question.name);
  if (!name) return with_rcode(std::move(reply), wire::rcode::refused);
  const auto type = known_type(question.type);
  const verify::NameAnswer found = verify::answer_name(
      network_, from_, *name, type.value_or(azure::RecordType::a), options_.assumptions);
  const dns::Answer& answer = found.resolution.answer;
  if (found.unsaid) {
    add_aliases(answer, question.name, reply);
    if (!options_.forwards) {
      reply.answers.clear();
      return with_reason(std::move(reply), wire::rcode::refused, ExtendedError::other,
                         "the input says nothing about " + found.unsaid->text());
    }
    const wire::Name tail = reply.answers.empty() ? question.name : wire::name_of(*found.unsaid);
    return Forward{{tail, question.type, question.of_class}, std::move(reply)};
  }
  if (!found.open.settled()) return servfail(std::move(reply), missing(found.open));
  if (!type && answer.rcode == Rcode::noerror)
    return servfail(std::move(reply),
                    "records of type " + std::to_string(question.type) + " are not predicted");
  if (type == azure::RecordType::cname && answer.chain.empty() && leads_to_front_end(*name))
    return servfail(std::move(reply), "the aliases of public front ends are not predicted");
  const auto* nowhere = without_address(answer, options_.front_end);
  if (answer.rcode == Rcode::noerror && nowhere != nullptr)
    return servfail(std::move(reply), "the public front end of " + nowhere->front_end +
                                          " has no address in the input; see --front-end");
  const wire::Name owner = add_aliases(answer, question.name, reply);
  switch (answer.rcode) {
    case Rcode::noerror:
      add_addresses(answer, owner, options_.front_end, reply);
      return reply;
    case Rcode::nxdomain:
      return with_rcode(std::move(reply), wire::rcode::nxdomain);
    case Rcode::blocked:
      return with_reason(std::move(reply), wire::rcode::noerror, ExtendedError::blocked,
                         "a DNS security policy blocks the name");
    case Rcode::none:
    case Rcode::servfail:
    case Rcode::timeout:
      break;
  }
  reply.answers.clear();
  if (answer.rcode == Rcode::timeout)
    return with_reason(std::move(reply), wire::rcode::servfail,
                       ExtendedError::no_reachable_authority, "no DNS server answers the client");
  return servfail(std::move(reply),
                  answer.rcode == Rcode::servfail
                      ? "the resolver itself fails: " +
                            (answer.trace.empty() ? "" : answer.trace.back().summary)
                      : "the answer is not known");
}

}  // namespace airtight::serve
