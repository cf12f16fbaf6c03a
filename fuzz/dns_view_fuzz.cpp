// The server half: whatever arrives, from a client or from the server that a question is forwarded
// to, the reply can be read, fits, answers the query that it answers, and its aliases lead from the
// name asked to its addresses. Two octets say how long the query is; what comes after it is what
// the other server says.
#include <airtight/serve/dns_view.h>
#include <airtight/verify/subject.h>

#include "target.h"

using namespace airtight;

namespace {

azure::ResourceId id(std::string_view type, std::string_view name) {
  return azure::make_id("s", "g", type, name);
}

template <class T>
T& add(std::vector<T>& list, const azure::ResourceId& made) {
  T& resource = list.emplace_back();
  resource.id = made;
  resource.name = std::string(made.name());
  return resource;
}

net::DnsName name(std::string_view text) { return net::parse_dns_name(text).value(); }

void record(azure::Resources& world, const azure::ResourceId& zone, const std::string& relative,
            azure::RecordType type, const std::string& data) {
  const char* kind = type == azure::RecordType::cname ? "CNAME" : "A";
  auto& made = add(world.record_sets, zone.child(kind, relative));
  made.zone = zone;
  made.relative_name = relative;
  made.type = type;
  if (type == azure::RecordType::cname)
    made.target = name(data);
  else
    made.addresses = {net::parse_ip(data).value()};
}

azure::ResourceId linked_zone(azure::Resources& world, const std::string& text, bool redirects) {
  auto zone = id("Microsoft.Network/privateDnsZones", text);
  add(world.private_dns_zones, zone).zone = name(text);
  auto& link = add(world.links, zone.child("virtualNetworkLinks", "to-v"));
  link.zone = zone;
  link.virtual_network = id("Microsoft.Network/virtualNetworks", "v");
  if (redirects) link.resolution_policy.value = azure::ResolutionPolicy::nxdomain_redirect;
  return zone;
}

// A zone with a record of every sort, one that redirects, a vault, and public names.
model::Network town() {
  azure::Resources world;
  const auto v = id("Microsoft.Network/virtualNetworks", "v");
  const azure::WrittenPrefix block{net::parse_prefix("10.0.0.0/16").value(), {}};
  add(world.virtual_networks, v).address_prefixes = {block};
  auto& subnet = add(world.subnets, v.child("subnets", "s"));
  subnet.virtual_network = v;
  subnet.address_prefixes = {{net::parse_prefix("10.0.0.0/24").value(), {}}};
  const auto corp = linked_zone(world, "corp.example", false);
  record(world, corp, "*", azure::RecordType::a, "10.0.0.9");
  record(world, corp, "a.b", azure::RecordType::a, "10.0.0.8");
  record(world, corp, "ring", azure::RecordType::cname, "ring.corp.example");
  record(world, corp, "db", azure::RecordType::cname, "kv1.vault.azure.net");
  record(world, corp, "unsaid", azure::RecordType::cname, "nobody.example.net");
  const auto zone = linked_zone(world, "privatelink.vaultcore.azure.net", true);
  record(world, zone, "kv1", azure::RecordType::a, "10.0.0.5");
  add(world.services, id("Microsoft.KeyVault/vaults", "kv1")).type = "Microsoft.KeyVault/vaults";
  world.surroundings.private_link_elsewhere = {name("kv1.vault.azure.net"),
                                               name("kv9.vault.azure.net")};
  Diagnostics diagnostics;
  return model::build(std::move(world), diagnostics);
}

const serve::PredictedView& view() {
  static const serve::PredictedView made = [] {
    model::Network network = town();
    const auto from = verify::find_workload(network, "subnet:v/s").value();
    return serve::PredictedView(std::move(network), from, {true, net::ipv4(192, 0, 2, 1)});
  }();
  return made;
}

void require_sound(const wire::Message& reply, std::string_view query) {
  const std::size_t most = serve::largest_reply(reply, query);
  const std::string octets = wire::write_message(reply, most);
  fuzz::require(octets.size() <= most, "a reply is no larger than the client takes");
  const auto read = wire::read_message(octets);
  fuzz::require(read.has_value() && read->response, "a reply can be read");
  const auto asked = wire::read_message(query);
  if (asked) fuzz::require(reply.id == asked->id, "a reply has the number of its query");
  fuzz::require(!serve::in_words(reply).empty(), "a reply can be told to people");
}

// Of what is predicted; what another server says is its own.
void require_connected(const wire::Message& reply) {
  if (reply.questions.empty()) {
    fuzz::require(reply.answers.empty(), "there is no answer without a question");
    return;
  }
  wire::Name owner = reply.questions.front().name;
  for (const wire::Record& answer : reply.answers) {
    fuzz::require(answer.owner == owner, "aliases lead from the name asked to the addresses");
    if (const auto* target = std::get_if<wire::Name>(&answer.data)) owner = *target;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t length = std::min<std::size_t>(data[0] * 256U + data[1], size - 2);
  const std::string query = fuzz::text_of(data + 2, length);
  const std::string other = fuzz::text_of(data + 2 + length, size - 2 - length);
  const auto response = view().respond(query);
  if (const auto* reply = std::get_if<wire::Message>(&response)) {
    require_sound(*reply, query);
    require_connected(*reply);
  } else if (const auto* forward = std::get_if<serve::Forward>(&response)) {
    constexpr std::uint16_t number = 0x1234;
    require_connected(forward->reply);
    fuzz::require(wire::read_message(serve::forwarded_query(*forward, number)).has_value(),
                  "a forwarded query can be read");
    const bool answered = serve::answers(other, *forward, number);
    require_sound(serve::forwarded_reply(*forward, {}), query);
    if (answered) require_sound(serve::forwarded_reply(*forward, other), query);
  }
  return 0;
}
