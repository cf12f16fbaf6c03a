// Azure Firewall, its policies and IP groups (the azure-firewall extension, I-214).

#include <airtight/base/text.h>

#include <array>

#include "generic.h"
#include "input/types.h"
#include "subnet.h"
#include "written.h"

namespace airtight::input::az {
namespace {

// The firewall sits in the subnet of its own name.
Result<Value> ip_configuration(Call& call, std::string_view name_key, std::string_view ip_key) {
  Value configuration = make_object(call.place());
  configuration.set("name", text_value(call, name_key));
  const auto network = reference(call, *call.options.word("vnet-name"), types::networks);
  if (!network) return tl::unexpected<Error>(network.error());
  const auto subnet =
      require(call, network->child("subnets", "AzureFirewallSubnet"), call.place(), false);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  configuration.set_path("properties.subnet", id_object(*subnet, call.place()));
  auto address =
      set_reference(call, configuration, "properties.publicIPAddress", ip_key, types::public_ips);
  if (!address) return address;
  return configuration;
}

// The address the firewall will have is predicted (I-082): scripts write it into route tables.
Value with_addresses(const Session& session, Value shape) {
  Value* list = shape.find("ipConfigurations");
  if (list == nullptr || list->array() == nullptr) return shape;
  for (Value& element : *list->array()) {
    const Value* id = element.at_path("properties.subnet.id");
    if (id == nullptr || id->string() == nullptr) continue;
    const Value free = free_addresses(session, azure::ResourceId(*id->string()), 1, element.place);
    if (free.array() == nullptr || free.array()->empty()) continue;
    // As newer and as older releases spell it; queries tell the two apart.
    for (const char* spelling : {"privateIPAddress", "privateIpAddress"})
      element.object()->push_back({spelling, free.array()->front()});
  }
  return shape;
}

Result<Value> create_firewall(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set_path("properties.sku.name", text_or(call, "sku", "AZFW_VNet"));
  body.set_path("properties.sku.tier", text_or(call, "tier", "Standard"));
  auto policy = set_reference(call, body, "properties.firewallPolicy", "firewall-policy",
                              types::firewall_policies);
  if (!policy) return policy;
  auto hub = set_reference(call, body, "properties.virtualHub", "virtual-hub", types::virtual_hubs);
  if (!hub) return hub;
  if (call.has("conf-name") && call.has("vnet-name")) {
    auto configuration = ip_configuration(call, "conf-name", "public-ip");
    if (!configuration) return configuration;
    append(body, "properties.ipConfigurations", std::move(*configuration));
  }
  // Settings of the firewall itself that the model takes from policies only.
  note_unread(call, {"private-ranges", "enable-dns-proxy", "dns-servers"});
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return with_addresses(call.session, shown(call, *id));
}

Result<Value> update_firewall(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  auto policy = set_reference(call, body, "properties.firewallPolicy", "firewall-policy",
                              types::firewall_policies);
  if (!policy) return policy;
  note_unread(call, {"private-ranges", "enable-dns-proxy", "dns-servers"});
  set_tags(body, call);
  apply_generic_update(call, body);
  put(call.session, *id, std::move(body));
  return with_addresses(call.session, shown(call, *id));
}

Result<Value> show_firewall(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return with_addresses(call.session, shown(call, *id));
}

Result<azure::ResourceId> named_firewall(Call& call) {
  return require(call, id_in_group(call, types::firewalls, call.text("firewall-name")),
                 call.place_of("firewall-name"), false);
}

Result<Value> create_ip_configuration(Call& call) {
  const auto id = named_firewall(call);
  if (!id) return tl::unexpected<Error>(id.error());
  auto configuration = ip_configuration(call, "name", "public-ip-address");
  if (!configuration) return configuration;
  Value body = current(call.session, *id);
  append(body, "properties.ipConfigurations", std::move(*configuration));
  put(call.session, *id, std::move(body));
  const Value shape = with_addresses(call.session, shown(call, *id));
  return shape.find("ipConfigurations")->array()->back();
}

Result<Value> show_ip_configurations(Call& call) {
  const auto id = named_firewall(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const Value shape = with_addresses(call.session, shown(call, *id));
  const Value* list = shape.find("ipConfigurations");
  if (list == nullptr)
    return make_unknown("$(az " + std::string(call.command.words) + ")",
                        "the firewall has no configuration in the input", call.place());
  if (!call.has("name")) return *list;
  for (const Value& element : *list->array()) {
    const Value* name = element.find("name");
    if (name != nullptr && name->string() != nullptr && *name->string() == call.text("name"))
      return element;
  }
  return refuse(call, "the firewall has no configuration \"" + call.text("name") + "\"");
}

Result<Value> create_policy(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (body.find("location") == nullptr) body.set("location", location(call));
  if (body.find("properties") == nullptr) body.set("properties", make_object(call.place()));
  auto base =
      set_reference(call, body, "properties.basePolicy", "base-policy", types::firewall_policies);
  if (!base) return base;
  set_text(body, "properties.sku.tier", call, "sku");
  set_boolean(body, "properties.dnsSettings.enableProxy", call, "enable-dns-proxy");
  set_list(body, "properties.dnsSettings.servers", call, "dns-servers");
  set_list(body, "properties.snat.privateRanges", call, "private-ranges");
  set_text(body, "properties.threatIntelMode", call, "threat-intel-mode");
  set_tags(body, call);
  return store(call, id, std::move(body));
}

Result<Value> create_group(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (call.has("priority")) body.set_path("properties.priority", integer_value(call, "priority"));
  return store(call, id, std::move(body));
}

Result<Value> create_ip_group(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (body.find("location") == nullptr) body.set("location", location(call));
  set_list(body, "properties.ipAddresses", call, "ip-addresses");
  set_tags(body, call);
  return store(call, id, std::move(body));
}

constexpr std::string_view firewall_options =
    "--name -n ! ^; @G @l @t @u @ids; --sku {AZFW_VNet|AZFW_Hub}; --tier "
    "{Standard|Premium|Basic}; --firewall-policy --policy; --virtual-hub --vhub; --vnet-name; "
    "--conf-name; --public-ip; --m-conf-name; --m-public-ip; --zones -z *; --threat-intel-mode; "
    "--private-ranges *; --enable-dns-proxy ?; --dns-servers *; --allow-active-ftp ?; "
    "--public-ip-count --vhub-public-ip-count --count; --route-server-id; --edge-zone; "
    "--enable-fat-flow-logging ?; --enable-udp-log-optimization ?";
constexpr std::string_view policy_options =
    "--name -n ! ^; @G @l @t @u @ids; --sku {Standard|Premium|Basic}; --base-policy; "
    "--enable-dns-proxy ?; --dns-servers *; --private-ranges *; --threat-intel-mode; "
    "--ip-addresses *; --fqdns *; --identity; --identity-type; --idps-mode; --cert-name; "
    "--key-vault-secret-id ~; --sql ?; --auto-learn-private-ranges --learn-ranges; "
    "--explicit-proxy *; --idps-profile; --yes -y ?";
constexpr std::string_view configuration_options =
    "--firewall-name -f !; @G; --name -n !; --vnet-name !; --public-ip-address; "
    "--m-name; --m-public-ip-address; --m-vnet-name; --private-ip-address";
constexpr std::string_view group_options =
    "--policy-name ! ^; --name -n ! ^; @G @u @ids; --priority";

constexpr std::array firewall_rows{
    Command{"network firewall create", types::firewalls, firewall_options, create_firewall},
    Command{"network firewall update", types::firewalls, firewall_options, update_firewall},
    Command{"network firewall show", types::firewalls, "--name -n ! ^; @G @ids", show_firewall},
    Command{"network firewall list", types::firewalls, "@g", list},
    Command{"network firewall delete", types::firewalls, "--name -n ! ^; @G @ids", remove},
    Command{"network firewall ip-config create", types::firewalls, configuration_options,
            create_ip_configuration},
    Command{"network firewall ip-config list", types::firewalls, "--firewall-name -f !; @G",
            show_ip_configurations},
    Command{"network firewall ip-config show", types::firewalls,
            "--firewall-name -f !; @G; --name -n !", show_ip_configurations},
    Command{"network firewall policy create", types::firewall_policies, policy_options,
            create_policy},
    Command{"network firewall policy update", types::firewall_policies, policy_options,
            create_policy},
    Command{"network firewall policy show", types::firewall_policies, "--name -n ! ^; @G @ids",
            show},
    Command{"network firewall policy list", types::firewall_policies, "@g", list},
    Command{"network firewall policy delete", types::firewall_policies, "--name -n ! ^; @G @ids",
            remove},
    Command{"network firewall policy rule-collection-group create", types::rule_collections,
            group_options, create_group},
    Command{"network firewall policy rule-collection-group update", types::rule_collections,
            group_options, create_group},
    Command{"network firewall policy rule-collection-group show", types::rule_collections,
            group_options, show},
    Command{"network firewall policy rule-collection-group delete", types::rule_collections,
            "--policy-name ! ^; --name -n ! ^; @G @ids; --yes -y ?", remove},
    Command{"network ip-group create", types::ip_groups,
            "--name -n ! ^; @G @l @t; --ip-addresses *", create_ip_group},
    Command{"network ip-group update", types::ip_groups,
            "--name -n ! ^; @G @t @u @ids; --ip-addresses *", create_ip_group},
    Command{"network ip-group show", types::ip_groups, "--name -n ! ^; @G @ids", show},
    Command{"network ip-group delete", types::ip_groups, "--name -n ! ^; @G @ids", remove},
};

}  // namespace

std::span<const Command> firewall_commands() { return firewall_rows; }

}  // namespace airtight::input::az
