#include <catch2/catch.hpp>

#include "town.h"

using namespace airtight;
using serve::PredictedView;
using wire::Message;

namespace {

Message question(const std::string& name, std::uint16_t type = wire::type::a, bool edns = true) {
  Message query;
  query.id = 7;
  query.recursion_desired = true;
  query.questions.push_back(
      {wire::name_of(net::parse_dns_name(name).value()), type, wire::class_in});
  if (edns) query.edns = wire::Edns{4096, 0, 0, {}};
  return query;
}

std::string in_words(const PredictedView& view, const Message& query) {
  const auto response = view.respond(wire::write_message(query));
  if (const auto* reply = std::get_if<Message>(&response)) {
    CHECK(reply->id == query.id);
    CHECK(reply->response);
    CHECK(reply->edns.has_value() == query.edns.has_value());
    return serve::in_words(*reply);
  }
  if (const auto* forward = std::get_if<serve::Forward>(&response))
    return "forward " + std::to_string(forward->reply.answers.size()) + " " +
           wire::host_name(forward->question.name).value().text();
  return "silence";
}

PredictedView from_machine(const PredictedView::Options& options = {}) {
  return town::view(town::network(town::pieces()), "vm1", options);
}

}  // namespace

TEST_CASE("the server says what the workload's resolver would", "[serve][D-018][D-241]") {
  const PredictedView view = from_machine();
  const std::vector<std::tuple<std::string, std::uint16_t, std::string>> cases{
      {"kv1.vault.azure.net", wire::type::a,
       "kv1.vault.azure.net A: NOERROR, kv1.privatelink.vaultcore.azure.net, 10.0.0.5"},
      {"kv1.vault.azure.net", wire::type::aaaa,
       "kv1.vault.azure.net AAAA: NOERROR, kv1.privatelink.vaultcore.azure.net"},
      {"kv1.vault.azure.net", wire::type::cname,
       "kv1.vault.azure.net CNAME: NOERROR, kv1.privatelink.vaultcore.azure.net"},
      {"kv2.vault.azure.net", wire::type::a,
       "kv2.vault.azure.net A: NXDOMAIN, kv2.privatelink.vaultcore.azure.net"},
      {"kv2.vault.azure.net", 16,
       "kv2.vault.azure.net TYPE16: NXDOMAIN, kv2.privatelink.vaultcore.azure.net"},
      {"kv1.vault.azure.net", 65,
       "kv1.vault.azure.net TYPE65: SERVFAIL (records of type 65 are not predicted)"},
      {"kv3.vault.azure.net", wire::type::a,
       "kv3.vault.azure.net A: SERVFAIL (the public front end of kv3 has no address in the input; "
       "see --front-end)"},
      {"kv3.vault.azure.net", wire::type::cname,
       "kv3.vault.azure.net CNAME: SERVFAIL (the aliases of public front ends are not predicted)"},
      {"many.corp.example", wire::type::cname, "many.corp.example CNAME: NOERROR"},
      {"written.corp.example", wire::type::a,
       "written.corp.example A: NOERROR, www.example.com, 192.0.2.80"},
      {"unsaid.corp.example", wire::type::a,
       "unsaid.corp.example A: REFUSED (the input says nothing about nobody.example.net)"},
  };
  for (const auto& [name, type, expected] : cases)
    CHECK(in_words(view, question(name, type)) == expected);
}

TEST_CASE("records keep their TTL, and those without one are not to be kept", "[serve][D-029]") {
  const auto response =
      from_machine().respond(wire::write_message(question("kv1.vault.azure.net")));
  const auto& reply = std::get<Message>(response);
  REQUIRE(reply.answers.size() == 2);
  CHECK(reply.answers[0].ttl == 0);
  CHECK(reply.answers[1].ttl == 10);
}

TEST_CASE("an address may stand for all public front ends", "[serve]") {
  const auto view = from_machine({false, net::ipv4(192, 0, 2, 1)});
  CHECK(in_words(view, question("kv3.vault.azure.net")) ==
        "kv3.vault.azure.net A: NOERROR, 192.0.2.1");
}

TEST_CASE("only public names that nobody predicts are forwarded, with what led there", "[serve]") {
  const auto view = from_machine({true, {}});
  CHECK(in_words(view, question("nobody.example.net")) == "forward 0 nobody.example.net");
  CHECK(in_words(view, question("nobody.example.net", 16)) == "forward 0 nobody.example.net");
  CHECK(in_words(view, question("unsaid.corp.example")) == "forward 1 nobody.example.net");
  CHECK(in_words(view, question("kv2.vault.azure.net")) ==
        "kv2.vault.azure.net A: NXDOMAIN, kv2.privatelink.vaultcore.azure.net");
  CHECK_THAT(in_words(view, question("kv3.vault.azure.net")), Catch::Contains("SERVFAIL"));
}

TEST_CASE("an uncertain answer is SERVFAIL and says what is missing", "[serve][D-036]") {
  auto pieces = town::pieces();
  for (world::Piece& piece : pieces) {
    if (auto* link = piece.as<azure::VirtualNetworkLink>())
      link->resolution_policy = world::unknown<azure::ResolutionPolicy>("the parameter policy");
  }
  const auto view = town::view(town::network(pieces), "vm1");
  CHECK(in_words(view, question("kv2.vault.azure.net")) ==
        "kv2.vault.azure.net A: SERVFAIL (the answer is not certain; not known: the parameter "
        "policy)");
  CHECK(in_words(view, question("kv2.vault.azure.net", wire::type::a, false)) ==
        "kv2.vault.azure.net A: SERVFAIL");
  CHECK_THAT(in_words(view, question("kv1.vault.azure.net")), Catch::Contains("10.0.0.5"));
}

TEST_CASE("what is no plain question gets the rcode of its kind", "[serve]") {
  const auto view = from_machine();
  using Change = void (*)(Message&);
  const std::vector<std::pair<Change, std::string>> cases{
      {[](Message& m) { m.response = true; }, "silence"},
      {[](Message& m) { m.opcode = 5; }, "NOTIMP"},
      {[](Message& m) { m.questions.clear(); }, "FORMERR"},
      {[](Message& m) { m.questions.push_back(m.questions[0]); }, "FORMERR"},
      {[](Message& m) {
         m.authority.push_back({{}, 6, 1, 0, std::string("x")});
       },
       "FORMERR"},
      {[](Message& m) { m.truncated = true; }, "FORMERR"},
      {[](Message& m) { m.questions[0].of_class = 3; }, "kv1.vault.azure.net A: REFUSED"},
      {[](Message& m) { m.questions[0].type = wire::type::axfr; },
       "kv1.vault.azure.net TYPE252: REFUSED"},
      {[](Message& m) { m.questions[0].type = wire::type::any; },
       "kv1.vault.azure.net TYPE255: NOTIMP"},
      {[](Message& m) { m.questions[0].name = {}; }, ". A: REFUSED"},
      {[](Message& m) {
         m.questions[0].name = {{"a.b", "\x1b[2J"}};
       },
       "a.b.\\x1b[2J A: REFUSED"},
      {[](Message& m) {
         m.edns = wire::Edns{4096, 1, 0, {}};
       },
       "BADVERS"},
  };
  for (const auto& [change, expected] : cases) {
    Message query = question("kv1.vault.azure.net", wire::type::a, false);
    change(query);
    CHECK(in_words(view, query) == expected);
  }
  const std::string octets = wire::write_message(question("kv1.vault.azure.net"));
  CHECK(std::holds_alternative<serve::Silence>(view.respond(octets.substr(0, 11))));
  for (std::size_t size = 12; size < octets.size(); ++size) {
    const auto response = view.respond(octets.substr(0, size));
    CHECK(std::get<Message>(response).rcode == wire::rcode::formerr);
  }
}

TEST_CASE("a UDP client gets as much as it takes, within 512 and 1232 octets", "[serve]") {
  const auto view = from_machine();
  const std::vector<std::tuple<bool, std::uint16_t, std::size_t>> cases{
      {false, 0, 512}, {true, 100, 512}, {true, 600, 600}, {true, 65535, 1232}};
  for (const auto& [edns, size, expected] : cases) {
    Message query = question("many.corp.example", wire::type::aaaa, edns);
    if (edns) query.edns->udp_size = size;
    const std::string octets = wire::write_message(query);
    const auto response = view.respond(octets);
    CHECK(serve::largest_reply(std::get<Message>(response), octets) == expected);
  }
}
