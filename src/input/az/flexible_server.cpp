// PostgreSQL and MySQL flexible servers (I-248, E-210, D-140).

#include <airtight/base/text.h>
#include <airtight/net/ip.h>

#include <array>

#include "generic.h"
#include "input/types.h"
#include "subnet.h"
#include "symbols.h"
#include "written.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view access = "properties.network.publicNetworkAccess";

std::string zone_suffix(const Call& call) {
  return equal_ignoring_case(call.command.type, types::postgres)
             ? ".private.postgres.database.azure.com"
             : ".private.mysql.database.azure.com";
}

// The subnet becomes the service's own: the command delegates it where it is not (N-014).
Result<Value> delegate(Call& call, const azure::ResourceId& subnet) {
  Value body = current(call.session, subnet);
  const auto services = delegations(body);
  if (!services.empty()) {
    if (equal_ignoring_case(services.front(), call.command.type)) return Value{};
    return refuse(call.place_of("subnet"),
                  "subnet \"" + std::string(subnet.name()) + "\" is delegated to " +
                      services.front() + "; the server needs " + std::string(call.command.type),
                  {"N-014"});
  }
  append(body, "properties.delegations",
         make_delegation(call.command.type, call.command.type, call.place()));
  put(call.session, subnet, std::move(body));
  return Value{};
}

// --vnet and --subnet by name or id; what is missing is made, with prefixes of the options.
Result<azure::ResourceId> own_subnet(Call& call) {
  const shell::Word* subnet = call.options.word("subnet");
  const shell::Word* name = call.options.word("vnet");
  if (subnet != nullptr && (is_id(subnet->text) || subnet->unknown || name == nullptr))
    return subnet_reference(call, "vnet");
  if (name == nullptr) return refuse(call, "--vnet or --subnet is missing", {"I-404"});
  const std::string inner = subnet != nullptr ? subnet->text : "Subnet" + call.text("name");
  const azure::ResourceId named = id_in_group(call, types::networks, name->text);
  const bool plain = !is_id(name->text) && !name->unknown;
  if (plain && made_group(call) && call.session.resources.find(named) == nullptr)
    return make_network(call, named, inner);
  auto network = reference(call, *name, types::networks);
  if (!network) return network;
  azure::ResourceId id = network->child("subnets", inner);
  if (call.session.resources.find(id) != nullptr || is_external(call.session, *network))
    return require(call, id, name->place, true);
  Value body = make_object(call.place());
  body.set_path("properties.addressPrefix", text_or(call, "subnet-address-prefix", "10.0.0.0/24"));
  put(call.session, id, std::move(body));
  return id;
}

// The zone by name or id; in a group that this session did not make it may be there already.
Result<azure::ResourceId> zone_or_new(Call& call) {
  const shell::Word* word = call.options.word("private-dns-zone");
  const std::string name = word != nullptr ? word->text : call.text("name") + zone_suffix(call);
  if (word != nullptr && (is_id(name) || word->unknown || !made_group(call)))
    return reference(call, *word, types::private_zones);
  azure::ResourceId zone = id_in_group(call, types::private_zones, name);
  if (call.session.resources.find(zone) != nullptr) return zone;
  Value body = make_object(call.place());
  body.set("location", make_string("global", call.place()));
  body.set("properties", make_object(call.place()));
  put(call.session, zone, std::move(body));
  return zone;
}

// D-140: the zone is chosen at creation; the command makes it, and its link, where it is not.
Result<azure::ResourceId> own_zone(Call& call, const azure::ResourceId& network) {
  auto found = zone_or_new(call);
  if (!found || is_undecided(*found)) return found;
  const azure::ResourceId& zone = *found;
  for (const azure::ResourceId& link : children(call.session, zone, "virtualNetworkLinks")) {
    const Value body = current(call.session, link);
    const Value* linked = body.at_path("properties.virtualNetwork.id");
    if (linked != nullptr && linked->string() != nullptr &&
        azure::ResourceId(*linked->string()) == network)
      return zone;
  }
  Value link = make_object(call.place());
  link.set("location", make_string("global", call.place()));
  link.set_path("properties.registrationEnabled", make_bool(false, call.place()));
  link.set_path("properties.virtualNetwork", id_object(network, call.place()));
  put(call.session, zone.child("virtualNetworkLinks", std::string(network.name()) + "-link"),
      std::move(link));
  return zone;
}

Result<Value> inject(Call& call, Value& body) {
  const auto subnet = own_subnet(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  auto delegated = delegate(call, *subnet);
  if (!delegated) return delegated;
  const auto zone = own_zone(call, subnet->parent());
  if (!zone) return tl::unexpected<Error>(zone.error());
  body.set_path("properties.network.delegatedSubnetResourceId",
                id_value(*subnet, call.place_of("subnet")));
  body.set_path("properties.network.privateDnsZoneArmResourceId",
                id_value(*zone, call.place_of("private-dns-zone")));
  body.set_path(access, make_string("Disabled", call.place()));
  return Value{};
}

Result<Value> put_rule(Call& call, const azure::ResourceId& server, std::string_view name,
                       std::string_view first, std::string_view last) {
  for (const std::string_view end : {first, last}) {
    if (!net::parse_ip(end))
      return refuse(call.place_of("public-access"),
                    "--public-access is \"" + call.text("public-access") +
                        "\"; expected All, None, Enabled, Disabled, an address or a range of "
                        "addresses",
                    {"I-404"});
  }
  Value rule = make_object(call.place_of("public-access"));
  rule.set_path("properties.startIpAddress", make_string(std::string(first), rule.place));
  rule.set_path("properties.endIpAddress", make_string(std::string(last), rule.place));
  put(call.session, server.child("firewallRules", name), std::move(rule));
  return Value{};
}

// Without a network the server is public, and --public-access says to whom (E-210).
Result<Value> open_public(Call& call, const azure::ResourceId& server, Value& body) {
  body.set_path(access, make_string("Enabled", call.place()));
  const shell::Word* word = call.options.word("public-access");
  if (word == nullptr) {
    // The command asks whether the address it runs at shall be let in.
    const std::string type = to_lower(server.type());
    add_gap(call.session, call.place(),
            "whether " + std::string(server.name()) + " lets in the address of the command line",
            {type, type + "/firewallrules"});
    return Value{};
  }
  if (word->unknown) {
    body.set_path(access, value_of(*word));
    add_gap(call.session, word->place, "firewall rules of " + std::string(server.name()),
            {to_lower(server.type())});
    return Value{};
  }
  if (equal_ignoring_case(word->text, "Disabled")) {
    body.set_path(access, make_string("Disabled", word->place));
    return Value{};
  }
  if (equal_ignoring_case(word->text, "Enabled") || equal_ignoring_case(word->text, "None"))
    return Value{};
  if (equal_ignoring_case(word->text, "All"))
    return put_rule(call, server, "AllowAll", "0.0.0.0", "255.255.255.255");
  const auto dash = word->text.find('-');
  const std::string_view text = word->text;
  return put_rule(call, server, "FirewallIPAddress", text.substr(0, dash),
                  dash == text.npos ? text : text.substr(dash + 1));
}

Result<Value> create_server(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  set_text(body, "sku.name", call, "sku-name");
  set_text(body, "sku.tier", call, "tier");
  const bool inside = call.has("vnet") || call.has("subnet") || call.has("private-dns-zone");
  if (inside && call.has("public-access") &&
      !equal_ignoring_case(call.text("public-access"), "Disabled"))
    return refuse(call.place_of("public-access"),
                  "--public-access and a network exclude each other", {"E-210"});
  auto placed = inside ? inject(call, body) : open_public(call, *id, body);
  if (!placed) return placed;
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_server(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_text(body, access, call, "public-access");
  const auto zone = optional_reference(call, "private-dns-zone", types::private_zones);
  if (!zone) return tl::unexpected<Error>(zone.error());
  if (const auto& given = *zone)
    body.set_path("properties.network.privateDnsZoneArmResourceId",
                  id_value(*given, call.place_of("private-dns-zone")));
  set_tags(body, call);
  return store(call, *id, std::move(body));
}

Result<Value> write_rule(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  const Value first = text_value(call, "start-ip-address");
  if (!first.is_null()) {
    body.set_path("properties.startIpAddress", first);
    body.set_path("properties.endIpAddress", first);
  }
  set_text(body, "properties.endIpAddress", call, "end-ip-address");
  put(call.session, id, std::move(body));
  return shown(call, id);
}

constexpr std::string_view server_create_options =
    "--name -n ! ^; @G @l @t; --vnet; --subnet; --private-dns-zone; "
    "--vnet-address-prefix --address-prefixes; "
    "--subnet-address-prefix --subnet-prefixes; --public-access; --admin-user -u; "
    "--admin-password -p ~; --sku-name; --tier; --version; --storage-size; --storage-auto-grow; "
    "--backup-retention; --geo-redundant-backup; --high-availability; --zonal-resiliency; "
    "--standby-zone; --zone -z; --database-name -d; --identity; --key; --active-directory-auth; "
    "--microsoft-entra-auth; --password-auth; --backup-identity; --backup-key; "
    "--performance-tier; --iops; --auto-scale-iops; --create-default-database; --node-count; "
    "--storage-type; --throughput; --cluster-option; --allow-same-zone; "
    "--accelerated-logs";
constexpr std::string_view server_update_options =
    "--name -n ! ^; @G @t @u @ids; --public-access {Enabled|Disabled}; --private-dns-zone; "
    "--admin-password -p ~; --sku-name; --tier; --storage-size; --storage-auto-grow; "
    "--backup-retention; --high-availability; --standby-zone; --identity; --key; "
    "--active-directory-auth; --microsoft-entra-auth; --password-auth; --maintenance-window -w; "
    "--performance-tier; --iops; --auto-scale-iops; --replication-role";
constexpr std::string_view server_rule_options =
    "--server-name --name -s -n ! ^; --rule-name -r ! ^; @G @ids; --start-ip-address; "
    "--end-ip-address";
constexpr std::string_view one_server = "--name -n ! ^; @G @ids";

constexpr std::array flexible_server_rows{
    Command{"postgres flexible-server create", types::postgres, server_create_options,
            create_server},
    Command{"postgres flexible-server update", types::postgres, server_update_options,
            update_server},
    Command{"postgres flexible-server show", types::postgres, one_server, show},
    Command{"postgres flexible-server list", types::postgres, "@g", list},
    Command{"postgres flexible-server delete", types::postgres, one_server, remove},
    Command{"postgres flexible-server firewall-rule create", types::postgres_rules,
            server_rule_options, write_rule},
    Command{"postgres flexible-server firewall-rule update", types::postgres_rules,
            server_rule_options, write_rule},
    Command{"postgres flexible-server firewall-rule delete", types::postgres_rules,
            server_rule_options, remove},
    Command{"mysql flexible-server create", types::mysql, server_create_options, create_server},
    Command{"mysql flexible-server update", types::mysql, server_update_options, update_server},
    Command{"mysql flexible-server show", types::mysql, one_server, show},
    Command{"mysql flexible-server list", types::mysql, "@g", list},
    Command{"mysql flexible-server delete", types::mysql, one_server, remove},
    Command{"mysql flexible-server firewall-rule create", types::mysql_rules, server_rule_options,
            write_rule},
    Command{"mysql flexible-server firewall-rule update", types::mysql_rules, server_rule_options,
            write_rule},
    Command{"mysql flexible-server firewall-rule delete", types::mysql_rules, server_rule_options,
            remove},
};

}  // namespace

std::span<const Command> flexible_server_commands() { return flexible_server_rows; }

}  // namespace airtight::input::az
