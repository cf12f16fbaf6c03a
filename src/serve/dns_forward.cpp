#include <airtight/base/text.h>
#include <airtight/serve/dns_view.h>

#include <algorithm>
#include <array>

namespace airtight::serve {
namespace {

using wire::Message;

bool equal_names(const wire::Name& a, const wire::Name& b) {
  return std::ranges::equal(a.labels, b.labels, [](const std::string& x, const std::string& y) {
    return equal_ignoring_case(x, y);  // RFC 4343
  });
}

bool is_expected(const Message& message, const Forward& forward, std::uint16_t id) {
  if (!message.response || message.id != id || message.opcode != 0) return false;
  if (message.questions.size() != 1) return false;
  const wire::Question& asked = message.questions.front();
  return equal_names(asked.name, forward.question.name) && asked.type == forward.question.type &&
         asked.of_class == forward.question.of_class;
}

// Data of other types may hold compressed names, which mean nothing in another message; these never
// do (RFC 1035, RFC 9460).
constexpr std::array<std::uint16_t, 3> copied_as_they_are{16, 64, 65};  // TXT, SVCB, HTTPS

bool can_copy(const wire::Record& record) {
  return !std::holds_alternative<std::string>(record.data) ||
         std::ranges::count(copied_as_they_are, record.type) > 0;
}

Message failed(Message reply, wire::ExtendedError code, std::string_view why) {
  reply.answers.clear();
  reply.rcode = wire::rcode::servfail;
  if (reply.edns) reply.edns->options.push_back(wire::extended_error(code, why));
  return reply;
}

}  // namespace

std::size_t largest_reply(const Message& reply, std::string_view query) {
  constexpr std::size_t least = 512;
  constexpr std::size_t most = 1232;
  const auto message = reply.edns ? wire::read_message(query) : wire::read_message({});
  if (!message) return least;
  const auto& edns = message->edns;
  return edns ? std::clamp<std::size_t>(edns->udp_size, least, most) : least;
}

std::string forwarded_query(const Forward& forward, std::uint16_t id) {
  Message query;
  query.id = id;
  query.recursion_desired = true;
  query.questions.push_back(forward.question);
  query.edns.emplace();
  query.edns->udp_size = 1232;
  return wire::write_message(query);
}

bool answers(std::string_view octets, const Forward& forward, std::uint16_t id) {
  const auto message = wire::read_message(octets);
  return message && is_expected(*message, forward, id);
}

Message forwarded_reply(const Forward& forward, std::optional<std::string_view> octets) {
  Message reply = forward.reply;
  const auto message = octets ? wire::read_message(*octets) : wire::read_message({});
  if (!message)
    return failed(std::move(reply), wire::ExtendedError::no_reachable_authority,
                  "the server of --forward does not answer");
  if (!std::ranges::all_of(message->answers, can_copy))
    return failed(std::move(reply), wire::ExtendedError::other,
                  "records of this type are not forwarded");
  reply.rcode = message->rcode & 0xfU;
  reply.truncated = message->truncated;
  std::ranges::copy(message->answers, std::back_inserter(reply.answers));
  return reply;
}

}  // namespace airtight::serve
