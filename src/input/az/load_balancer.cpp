// Load balancers and their parts: frontends, pools, probes and rules (I-217).

#include <airtight/base/text.h>

#include <array>

#include "element.h"
#include "generic.h"
#include "input/types.h"
#include "load_balancer_parts.h"
#include "subnet.h"

namespace airtight::input::az {
namespace {

// The name that --public-ip-address says, or the one the command makes.
Result<azure::ResourceId> public_address(Call& call, const Value& sku) {
  const shell::Word* word = call.options.word("public-ip-address");
  if (word != nullptr && (is_id(word->text) || word->unknown))
    return reference(call, *word, types::public_ips);
  azure::ResourceId id = id_in_group(call, types::public_ips,
                                     word != nullptr ? word->text : "PublicIP" + call.text("name"));
  if (call.session.resources.find(id) != nullptr) return id;
  // A name that the script did not make before may be of an address that is there.
  if (word != nullptr && !made_group(call)) return reference(call, *word, types::public_ips);
  Value body = make_object(call.place());
  body.set("location", location(call));
  body.set_path("sku.name", sku);
  const bool fixed = sku.string() != nullptr && equal_ignoring_case(*sku.string(), "Standard");
  body.set_path("properties.publicIPAllocationMethod",
                text_or(call, "public-ip-address-allocation", fixed ? "Static" : "Dynamic"));
  set_text(body, "properties.dnsSettings.domainNameLabel", call, "public-ip-dns-name");
  put(call.session, id, std::move(body));
  return id;
}

// Recordings of older releases wrote Basic, current ones write Standard; the two differ in what
// they let in and in what they do to egress.
Value sku_of(const Call& call) {
  if (call.has("sku")) return text_value(call, "sku");
  return make_unknown("SKU of load balancer " + call.text("name"),
                      "releases of the command line differ in what they choose without --sku",
                      call.place());
}

bool is_nothing(const Call& call, std::string_view key) {
  const shell::Word* word = call.options.word(key);
  return word != nullptr && word->text.empty() && !word->unknown;
}

Result<Value> first_frontend(Call& call, const Value& sku) {
  Value frontend = make_object(call.place());
  frontend.set("name", text_or(call, "frontend-ip-name", "LoadBalancerFrontEnd"));
  if (call.has("subnet") && !is_nothing(call, "subnet")) {
    const auto subnet = subnet_or_new(call);
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    auto address = set_private_frontend(call, *subnet, frontend);
    if (!address) return address;
    return frontend;
  }
  if (is_nothing(call, "public-ip-address")) return frontend;
  const auto address = public_address(call, sku);
  if (!address) return tl::unexpected<Error>(address.error());
  frontend.set_path("properties.publicIPAddress",
                    id_object(*address, call.place_of("public-ip-address")));
  return frontend;
}

Result<Value> create_balancer(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const Value sku = sku_of(call);
  auto frontend = first_frontend(call, sku);
  if (!frontend) return frontend;
  Value pool = make_object(call.place());
  pool.set("name", text_or(call, "backend-pool-name", call.text("name") + "bepool"));
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set_path("sku.name", sku);
  append(body, "properties.frontendIPConfigurations", std::move(*frontend));
  append(body, "properties.backendAddressPools", std::move(pool));
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown_as(call, *id, "loadBalancer");
}

constexpr std::string_view balancer_create_options =
    "--name -n ! ^; @G @l @t; --sku {Basic|Standard|Gateway}; --frontend-ip-name; "
    "--backend-pool-name; --public-ip-address; --public-ip-address-allocation {Static|Dynamic}; "
    "--public-ip-dns-name; --public-ip-zone; --subnet; --vnet-name; --vnet-address-prefix; "
    "--subnet-address-prefix; --private-ip-address; --private-ip-address-version {IPv4|IPv6}; "
    "--frontend-ip-zone; --edge-zone; --validate ?";

constexpr std::array load_balancer_rows{
    Command{"network lb create", types::load_balancers, balancer_create_options, create_balancer},
    Command{"network lb update", types::load_balancers, "--name -n ! ^; @G @t @u @ids", update},
    Command{"network lb show", types::load_balancers, "--name -n ! ^; @G @ids; --expand", show},
    Command{"network lb list", types::load_balancers, "@g", list},
    Command{"network lb delete", types::load_balancers, "--name -n ! ^; @G @ids", remove},
};

}  // namespace

std::span<const Command> load_balancer_commands() { return load_balancer_rows; }

}  // namespace airtight::input::az
