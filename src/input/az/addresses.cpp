// What has addresses: public addresses, NAT gateways, network interfaces, virtual machines.

#include <airtight/base/text.h>

#include <array>

#include "generic.h"
#include "input/types.h"
#include "interface_parts.h"
#include "prefixes.h"
#include "subnet.h"

namespace airtight::input::az {
namespace {

Value public_ip_body(Call& call, const Value& sku, const Value& method, const Place& place) {
  Value body = make_object(place);
  body.set("location", location(call));
  body.set_path("sku.name", sku);
  body.set_path("properties.publicIPAllocationMethod", method);
  body.set_path("properties.publicIPAddressVersion", make_string("IPv4", place));
  body.set_path("properties.idleTimeoutInMinutes", make_int(4, place));
  return body;
}

Result<Value> create_public_ip(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const Value sku =
      call.has("sku") ? text_value(call, "sku") : make_string("Standard", call.place());
  const bool basic = sku.string() != nullptr && equal_ignoring_case(*sku.string(), "Basic");
  Value body = public_ip_body(call, sku, make_string(basic ? "Dynamic" : "Static", call.place()),
                              call.place_of("name"));
  set_text(body, "properties.publicIPAllocationMethod", call, "allocation-method");
  set_text(body, "properties.publicIPAddressVersion", call, "version");
  set_text(body, "properties.dnsSettings.domainNameLabel", call, "dns-name");
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown_as(call, *id, "publicIp");
}

Result<Value> create_nat(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set_path("sku.name", make_string("Standard", call.place()));
  body.set("properties", make_object(call.place()));
  set_tags(body, call);
  if (call.has("public-ip-addresses")) {
    auto list = references(call, "public-ip-addresses", types::public_ips);
    if (!list) return list;
    body.set_path("properties.publicIpAddresses", std::move(*list));
  }
  if (call.has("public-ip-prefixes")) {
    auto list = references(call, "public-ip-prefixes", types::public_prefixes);
    if (!list) return list;
    body.set_path("properties.publicIpPrefixes", std::move(*list));
  }
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// A static address stands in the body; a dynamic one is predicted beside it ("$addresses").
Value ip_configuration(Call& call, const azure::ResourceId& subnet) {
  Value configuration = make_object(call.place());
  configuration.set("name", make_string("ipconfig1", call.place()));
  const bool given = call.has("private-ip-address") && !call.text("private-ip-address").empty();
  configuration.set_path("properties.privateIPAllocationMethod",
                         make_string(given ? "Static" : "Dynamic", call.place()));
  if (given)
    configuration.set_path("properties.privateIPAddress", text_value(call, "private-ip-address"));
  configuration.set_path("properties.privateIPAddressVersion", make_string("IPv4", call.place()));
  configuration.set_path("properties.subnet", id_object(subnet, call.place()));
  return configuration;
}

struct Interface {
  azure::ResourceId id;
  azure::ResourceId subnet;
  std::optional<azure::ResourceId> nsg;
  std::optional<azure::ResourceId> public_ip;
};

Result<Value> put_interface(Call& call, const Interface& nic) {
  auto free = check_subnet_takes_interfaces(call, nic.subnet);
  if (!free) return free;
  auto address = check_address(call, nic.subnet);
  if (!address) return address;
  Value configuration = ip_configuration(call, nic.subnet);
  if (nic.public_ip)
    configuration.set_path("properties.publicIPAddress", id_object(*nic.public_ip, call.place()));
  if (call.has("asgs")) {
    auto list = references(call, "asgs", types::asgs);
    if (!list) return list;
    configuration.set_path("properties.applicationSecurityGroups", std::move(*list));
  }
  auto members = set_memberships(call, configuration);
  if (!members) return members;
  Value addresses = make_array(call.place());
  if (const Value* given = configuration.at_path("properties.privateIPAddress")) {
    addresses.array()->push_back(*given);
  } else {
    addresses = free_addresses(call.session, nic.subnet, 1, call.place());
  }
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  Value list = make_array(call.place());
  list.array()->push_back(std::move(configuration));
  body.set_path("properties.ipConfigurations", std::move(list));
  if (nic.nsg) body.set_path("properties.networkSecurityGroup", id_object(*nic.nsg, call.place()));
  set_boolean(body, "properties.enableIPForwarding", call, "ip-forwarding");
  set_list(body, "properties.dnsSettings.dnsServers", call, "dns-servers");
  set_tags(body, call);
  body.set("$addresses", std::move(addresses));
  put(call.session, nic.id, std::move(body));
  return Value{};
}

Result<Value> create_nic(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto subnet = subnet_reference(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  const auto nsg = optional_reference(call, "network-security-group", types::nsgs);
  if (!nsg) return tl::unexpected<Error>(nsg.error());
  const auto public_ip = optional_reference(call, "public-ip-address", types::public_ips);
  if (!public_ip) return tl::unexpected<Error>(public_ip.error());
  auto written = put_interface(call, {*id, *subnet, *nsg, *public_ip});
  if (!written) return written;
  return shown_as(call, *id, "NewNIC");
}

Result<Value> update_nic(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_boolean(body, "properties.enableIPForwarding", call, "ip-forwarding");
  set_list(body, "properties.dnsSettings.dnsServers", call, "dns-servers");
  auto nsg = set_reference(call, body, "properties.networkSecurityGroup", "network-security-group",
                           types::nsgs);
  if (!nsg) return nsg;
  set_tags(body, call);
  return store(call, *id, std::move(body));
}

// The first network of the group with a subnet, as the command line chooses; or a new one.
Result<azure::ResourceId> machine_subnet(Call& call) {
  if (call.has("subnet") && (is_id(call.text("subnet")) || call.has("vnet-name")))
    return subnet_or_new(call);
  const std::string network =
      call.has("vnet-name") ? call.text("vnet-name") : call.text("name") + "VNET";
  const azure::ResourceId vnet = id_in_group(call, "Microsoft.Network/virtualNetworks", network);
  const auto existing = children(call.session, vnet, "subnets");
  if (!existing.empty() && !call.has("subnet")) return existing.front();
  return make_network(call, vnet,
                      call.has("subnet") ? call.text("subnet") : call.text("name") + "Subnet");
}

bool is_windows(const Call& call) {
  return to_lower(call.text("image")).find("win") != std::string::npos ||
         equal_ignoring_case(call.text("os-type"), "windows");
}

// The group the command makes opens the port of remote administration to everybody.
void put_default_nsg(Call& call, const azure::ResourceId& nsg) {
  Value body = make_object(call.place());
  body.set("location", location(call));
  put(call.session, nsg, std::move(body));
  const std::string wanted = to_lower(call.text("nsg-rule"));
  if (wanted == "none") return;
  const bool rdp = wanted == "rdp" || (wanted.empty() && is_windows(call));
  Value rule = make_object(call.place());
  const auto text = [&](std::string_view value) {
    return make_string(std::string(value), call.place());
  };
  rule.set_path("properties.access", text("Allow"));
  rule.set_path("properties.direction", text("Inbound"));
  rule.set_path("properties.protocol", text("Tcp"));
  rule.set_path("properties.priority", make_int(1000, call.place()));
  rule.set_path("properties.sourceAddressPrefix", text("*"));
  rule.set_path("properties.sourcePortRange", text("*"));
  rule.set_path("properties.destinationAddressPrefix", text("*"));
  rule.set_path("properties.destinationPortRange", text(rdp ? "3389" : "22"));
  put(call.session, nsg.child("securityRules", rdp ? "rdp" : "default-allow-ssh"), std::move(rule));
}

Result<std::optional<azure::ResourceId>> machine_nsg(Call& call) {
  if (call.has("nsg")) return optional_reference(call, "nsg", types::nsgs);
  const azure::ResourceId nsg = id_in_group(call, types::nsgs, call.text("name") + "NSG");
  put_default_nsg(call, nsg);
  return std::optional<azure::ResourceId>(nsg);
}

Result<std::optional<azure::ResourceId>> machine_public_ip(Call& call) {
  const shell::Word* word = call.options.word("public-ip-address");
  if (word != nullptr && word->text.empty() && !word->unknown)
    return std::optional<azure::ResourceId>();
  if (word != nullptr && is_id(word->text))
    return optional_reference(call, "public-ip-address", types::public_ips);
  const azure::ResourceId id = id_in_group(
      call, types::public_ips, word != nullptr ? word->text : call.text("name") + "PublicIP");
  if (call.session.resources.find(id) == nullptr) {
    put(call.session, id,
        public_ip_body(call, make_string("Standard", call.place()),
                       make_string("Static", call.place()), call.place()));
  }
  return std::optional<azure::ResourceId>(id);
}

Result<Value> machine_interfaces(Call& call) {
  if (call.has("nics")) return references(call, "nics", types::nics);
  const auto subnet = machine_subnet(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  const auto nsg = machine_nsg(call);
  if (!nsg) return tl::unexpected<Error>(nsg.error());
  const auto public_ip = machine_public_ip(call);
  if (!public_ip) return tl::unexpected<Error>(public_ip.error());
  const azure::ResourceId nic = id_in_group(call, types::nics, call.text("name") + "VMNic");
  auto written = put_interface(call, {nic, *subnet, *nsg, *public_ip});
  if (!written) return written;
  Value list = make_array(call.place());
  list.array()->push_back(id_object(nic, call.place()));
  return list;
}

Result<Value> create_machine(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  auto interfaces = machine_interfaces(call);
  if (!interfaces) return interfaces;
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set_path("properties.networkProfile.networkInterfaces", std::move(*interfaces));
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  Value answer = make_object(call.place());
  answer.set("id", id_value(*id, call.place()));
  const Value nic =
      current(call.session, id_in_group(call, types::nics, call.text("name") + "VMNic"));
  if (const Value* address = nic.find("$addresses"))
    answer.set("privateIpAddress", address->array()->front());
  answer.set("publicIpAddress",
             make_unknown("public address of " + call.text("name"), "Azure chooses it"));
  return answer;
}

constexpr std::array addresses_rows{
    Command{"network public-ip create", types::public_ips,
            "--name -n ! ^; @G @l @t; --sku {Basic|Standard|StandardV2}; "
            "--allocation-method {Static|Dynamic}; --version {IPv4|IPv6}; --dns-name; --zone -z *; "
            "--tier; --idle-timeout; --public-ip-prefix; --ip-tags *; --edge-zone; --ip-address; "
            "--reverse-fqdn; --dns-name-scope; --ddos-protection-plan; "
            "--ddos-protection-mode --protection-mode",
            create_public_ip},
    Command{"network public-ip show", types::public_ips, "--name -n ! ^; @G @ids; --expand", show},
    Command{"network public-ip list", types::public_ips, "@g", list},
    Command{"network public-ip delete", types::public_ips, "--name -n ! ^; @G @ids", remove},
    Command{"network nat gateway create", types::nats,
            "--name -n ! ^; @G @l @t; --public-ip-addresses --pip-addresses *; "
            "--public-ip-prefixes --pip-prefixes *; --idle-timeout; --zone -z *; --sku",
            create_nat},
    Command{"network nat gateway show", types::nats, "--name -n ! ^; @G @ids", show},
    Command{"network nat gateway delete", types::nats, "--name -n ! ^; @G @ids", remove},
    Command{"network nic create", types::nics,
            "--name -n ! ^; @G @l @t; --vnet-name; --subnet !; --network-security-group --nsg; "
            "--public-ip-address; --private-ip-address; --ip-forwarding ?; "
            "--asgs --application-security-groups *; --dns-servers *; --accelerated-networking ?; "
            "--private-ip-address-version; --internal-dns-name; --lb-name; --lb-address-pools *; "
            "--lb-inbound-nat-rules *; --gateway-name; --app-gateway-address-pools *; --edge-zone",
            create_nic},
    Command{"network nic update", types::nics,
            "--name -n ! ^; @G @t @u @ids; --network-security-group --nsg; --ip-forwarding ?; "
            "--dns-servers *; --accelerated-networking ?; --internal-dns-name",
            update_nic},
    Command{"network nic show", types::nics, "--name -n ! ^; @G @ids; --expand", show},
    Command{"network nic list", types::nics, "@g", list},
    Command{"network nic delete", types::nics, "--name -n ! ^; @G @ids", remove},
    Command{
        "vm create", types::machines,
        "--name -n ! ^; @G @l @t; --image; --size; --vnet-name; --subnet; --nsg; "
        "--nsg-rule {RDP|SSH|NONE}; --public-ip-address; --private-ip-address; --nics *; "
        "--asgs *; --admin-username; --admin-password ~; --ssh-key-values *; "
        "--ssh-key-value *; --generate-ssh-keys ?; --authentication-type; --custom-data ~; "
        "--user-data ~; --os-type; --public-ip-sku; --public-ip-address-allocation; "
        "--public-ip-address-dns-name; --vnet-address-prefix; --subnet-address-prefix; "
        "--assign-identity *?; --role; --scope; --zone -z; --availability-set; --priority; "
        "--storage-sku *; --os-disk-size-gb; --os-disk-name; --accelerated-networking ?; "
        "--computer-name; --security-type; --license-type; --data-disk-sizes-gb *; "
        "--boot-diagnostics-storage; --enable-agent ?; --patch-mode; --nic-delete-option *; "
        "--os-disk-delete-option; --plan-name; --plan-product; --plan-publisher; "
        "--ssh-key-name; --workspace; --enable-secure-boot ?; --enable-vtpm ?; "
        "--accept-term ?; --capacity-reservation-group --crg; --disable-integrity-monitoring ?; "
        "--enable-auto-update ?; --enable-hibernation ?; --enable-hotpatching ?; "
        "--eviction-policy; --max-price; --platform-fault-domain; --ppg; --secrets * ~; "
        "--ssh-dest-key-path; --host; --host-group; --data-disk-caching *; "
        "--data-disk-delete-option *; --disk-controller-type; --encryption-at-host ?; "
        "--ephemeral-os-disk ?; --os-disk-caching; --os-disk-encryption-set; "
        "--ultra-ssd-enabled ?; --v-cpus-available; --v-cpus-per-core",
        create_machine},
    Command{"vm show", types::machines, "--name -n ! ^; @G @ids; --show-details -d ?", show},
    Command{"vm list", types::machines, "@g; --show-details -d ?", list},
    Command{"vm delete", types::machines, "--name -n ! ^; @G @ids; --force-deletion", remove},
};

}  // namespace

std::span<const Command> address_commands() { return addresses_rows; }

}  // namespace airtight::input::az
