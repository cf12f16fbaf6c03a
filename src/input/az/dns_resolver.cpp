// Private DNS resolvers, forwarding rulesets and their links (the dns-resolver extension, I-213).

#include <array>

#include "generic.h"
#include "input/types.h"
#include "shorthand.h"
#include "written.h"

namespace airtight::input::az {
namespace {

constexpr std::array<Renaming, 3> configuration_members{
    {{"private-ip-address", "privateIpAddress"},
     {"private-ip-allocation-method", "privateIpAllocationMethod"},
     {"id", "subnet.id"}}};
constexpr std::array<Renaming, 1> target_members{{{"ip-address", "ipAddress"}}};

Result<Value> write(Call& call, const azure::ResourceId& id, Value body, bool located) {
  if (located && body.find("location") == nullptr) body.set("location", location(call));
  set_tags(body, call);
  return store(call, id, std::move(body));
}

Result<Value> create_resolver(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  auto network = set_reference(call, body, "properties.virtualNetwork", "id", types::networks);
  if (!network) return network;
  return write(call, id, std::move(body), true);
}

Result<Value> create_inbound(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (call.has("ip-configurations"))
    body.set_path("properties.ipConfigurations",
                  renamed(object_list(call, "ip-configurations"), configuration_members));
  return write(call, id, std::move(body), true);
}

Result<Value> create_outbound(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  auto subnet = set_reference(call, body, "properties.subnet", "id", types::subnets);
  if (!subnet) return subnet;
  return write(call, id, std::move(body), true);
}

Result<Value> create_ruleset(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (call.has("outbound-endpoints"))
    body.set_path("properties.dnsResolverOutboundEndpoints",
                  object_list(call, "outbound-endpoints"));
  return write(call, id, std::move(body), true);
}

Result<Value> create_rule(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  set_text(body, "properties.domainName", call, "domain-name");
  set_text(body, "properties.forwardingRuleState", call, "forwarding-rule-state");
  if (call.has("target-dns-servers"))
    body.set_path("properties.targetDnsServers",
                  renamed(object_list(call, "target-dns-servers"), target_members));
  return write(call, id, std::move(body), false);
}

Result<Value> create_link(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  auto network = set_reference(call, body, "properties.virtualNetwork", "id", types::networks);
  if (!network) return network;
  return write(call, id, std::move(body), false);
}

constexpr std::string_view whole =
    "--name -n --dns-resolver-name ! ^; @G @l @t @u @ids; --id; "
    "--if-match; --if-none-match";
constexpr std::string_view inbound_options =
    "--dns-resolver-name ! ^; --name -n --inbound-endpoint-name ! ^; @G @l @t @u @ids; "
    "--ip-configurations *; --if-match; --if-none-match";
constexpr std::string_view outbound_options =
    "--dns-resolver-name ! ^; --name -n --outbound-endpoint-name ! ^; @G @l @t @u @ids; --id; "
    "--if-match; --if-none-match";
constexpr std::string_view ruleset_options =
    "--name -n --ruleset-name ! ^; @G @l @t @u @ids; --outbound-endpoints *; --if-match; "
    "--if-none-match";
constexpr std::string_view forwarding_rule_options =
    "--ruleset-name ! ^; --name -n --forwarding-rule-name ! ^; @G @u @ids; --domain-name; "
    "--forwarding-rule-state {Enabled|Disabled}; --target-dns-servers *; --metadata *; "
    "--if-match; --if-none-match";
constexpr std::string_view link_options =
    "--ruleset-name ! ^; --name -n --vnet-link-name ! ^; @G @u @ids; --id; --metadata *; "
    "--if-match; --if-none-match";

constexpr std::array command_rows{
    Command{"dns-resolver create", types::resolvers, whole, create_resolver},
    Command{"dns-resolver update", types::resolvers, whole, create_resolver},
    Command{"dns-resolver show", types::resolvers, whole, show},
    Command{"dns-resolver list", types::resolvers, "@g", list},
    Command{"dns-resolver delete", types::resolvers, whole, remove},
    Command{"dns-resolver inbound-endpoint create", types::inbound, inbound_options,
            create_inbound},
    Command{"dns-resolver inbound-endpoint update", types::inbound, inbound_options,
            create_inbound},
    Command{"dns-resolver inbound-endpoint show", types::inbound, inbound_options, show},
    Command{"dns-resolver inbound-endpoint delete", types::inbound, inbound_options, remove},
    Command{"dns-resolver outbound-endpoint create", types::outbound, outbound_options,
            create_outbound},
    Command{"dns-resolver outbound-endpoint show", types::outbound, outbound_options, show},
    Command{"dns-resolver outbound-endpoint delete", types::outbound, outbound_options, remove},
    Command{"dns-resolver forwarding-ruleset create", types::rulesets, ruleset_options,
            create_ruleset},
    Command{"dns-resolver forwarding-ruleset update", types::rulesets, ruleset_options,
            create_ruleset},
    Command{"dns-resolver forwarding-ruleset show", types::rulesets, ruleset_options, show},
    Command{"dns-resolver forwarding-ruleset delete", types::rulesets, ruleset_options, remove},
    Command{"dns-resolver forwarding-rule create", types::forwarding_rules, forwarding_rule_options,
            create_rule},
    Command{"dns-resolver forwarding-rule update", types::forwarding_rules, forwarding_rule_options,
            create_rule},
    Command{"dns-resolver forwarding-rule show", types::forwarding_rules, forwarding_rule_options,
            show},
    Command{"dns-resolver forwarding-rule delete", types::forwarding_rules, forwarding_rule_options,
            remove},
    Command{"dns-resolver vnet-link create", types::ruleset_links, link_options, create_link},
    Command{"dns-resolver vnet-link show", types::ruleset_links, link_options, show},
    Command{"dns-resolver vnet-link delete", types::ruleset_links, link_options, remove},
};

}  // namespace

std::span<const Command> dns_resolver_commands() { return command_rows; }

}  // namespace airtight::input::az
