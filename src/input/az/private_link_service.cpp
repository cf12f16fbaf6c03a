// Private link services and the connections to them (I-217, N-214).

#include <array>

#include "element.h"
#include "generic.h"
#include "input/types.h"
#include "load_balancer_parts.h"
#include "private_endpoint.h"
#include "subnet.h"
#include "written.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view frontends = "frontendIpConfigurations";

// The address it translates callers to.
Result<Value> set_source(Call& call, const azure::ResourceId& id, Value& body) {
  if (!call.has("subnet")) return Value{};
  const auto subnet = subnet_reference(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  auto inside = check_address(call, *subnet);
  if (!inside) return inside;
  Value configuration = make_object(call.place_of("subnet"));
  configuration.set("name", make_string(std::string(id.name()) + "_ipconfig_0", call.place()));
  configuration.set_path("properties.privateIPAddressVersion",
                         text_or(call, "private-ip-address-version", "IPv4"));
  configuration.set_path("properties.subnet", id_object(*subnet, call.place_of("subnet")));
  set_text(configuration, "properties.privateIPAddress", call, "private-ip-address");
  set_text(configuration, "properties.privateIPAllocationMethod", call,
           "private-ip-allocation-method");
  Value list = make_array(call.place());
  list.array()->push_back(std::move(configuration));
  body.set_path("properties.ipConfigurations", std::move(list));
  return Value{};
}

// Frontends by name of --lb-name, or by id.
Result<Value> set_frontends(Call& call, Value& body) {
  if (!call.has("lb-frontend-ip-configs")) return Value{};
  Value list = make_array(call.place_of("lb-frontend-ip-configs"));
  for (const shell::Word& word : call.options.words("lb-frontend-ip-configs")) {
    if (word.unknown) {
      Value object = make_object(word.place);
      object.set("id", value_of(word));
      list.array()->push_back(std::move(object));
      continue;
    }
    if (is_id(word.text)) {
      list.array()->push_back(id_object(azure::ResourceId(word.text), word.place));
      continue;
    }
    const shell::Word* name = call.options.word("lb-name");
    if (name == nullptr)
      return refuse(word.place, "--lb-frontend-ip-configs names a frontend; it needs --lb-name",
                    {"I-406"});
    const auto balancer = reference(call, *name, types::load_balancers);
    if (!balancer) return tl::unexpected<Error>(balancer.error());
    constexpr std::string_view path = "properties.frontendIPConfigurations";
    if (knows_elements(call.session, *balancer, path) &&
        find_element(current(call.session, *balancer), path, word.text) == nullptr)
      return refuse(
          word.place,
          "\"" + std::string(balancer->name()) + "\" has no frontend \"" + word.text + "\"",
          {"I-422"});
    list.array()->push_back(id_object(balancer->child(frontends, word.text), word.place));
  }
  body.set_path("properties.loadBalancerFrontendIpConfigurations", std::move(list));
  return Value{};
}

Result<Value> write_service(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (body.find("location") == nullptr) body.set("location", location(call));
  auto source = set_source(call, id, body);
  if (!source) return source;
  auto targets = set_frontends(call, body);
  if (!targets) return targets;
  set_text(body, "properties.destinationIPAddress", call, "destination-ip-address");
  set_boolean(body, "properties.enableProxyProtocol", call, "enable-proxy-protocol");
  set_list(body, "properties.visibility.subscriptions", call, "visibility");
  set_list(body, "properties.autoApproval.subscriptions", call, "auto-approval");
  set_list(body, "properties.fqdns", call, "fqdns");
  note_unread(call, {"ip-configurations", "load-balancer-frontend-ip-configurations"});
  set_tags(body, call);
  return store(call, id, std::move(body));
}

Result<Value> change_connection(Call& call) {
  const auto service = require(call, id_in_group(call, types::services, call.text("service-name")),
                               call.place_of("service-name"), false);
  if (!service) return tl::unexpected<Error>(service.error());
  const bool gone = call.command.words.ends_with(" delete");
  return decide_connection(
      call, *service, call.text("name"),
      gone ? make_string("Disconnected", call.place()) : text_value(call, "connection-status"));
}

constexpr std::string_view options =
    "--name -n ! ^; @G @l @t @u @ids; --vnet-name; --subnet; --lb-name; "
    "--lb-frontend-ip-configs *; --destination-ip-address; --private-ip-address; "
    "--private-ip-address-version {IPv4|IPv6}; --private-ip-allocation-method {Static|Dynamic}; "
    "--enable-proxy-protocol ?; --visibility *; --auto-approval *; --fqdns *; --edge-zone; "
    "--edge-zone-type; --ip-configurations *; --load-balancer-frontend-ip-configurations *";
constexpr std::string_view new_options =
    "--name -n ! ^; @G @l @t; --vnet-name; --subnet !; --lb-name; --lb-frontend-ip-configs *; "
    "--destination-ip-address; --private-ip-address; --private-ip-address-version {IPv4|IPv6}; "
    "--private-ip-allocation-method {Static|Dynamic}; --enable-proxy-protocol ?; "
    "--visibility *; --auto-approval *; --fqdns *; --edge-zone; --edge-zone-type; "
    "--ip-configurations *; --load-balancer-frontend-ip-configurations *";
constexpr std::string_view one_link_service = "--name -n ! ^; @G @ids";

constexpr std::array private_link_service_rows{
    Command{"network private-link-service create", types::services, new_options, write_service},
    Command{"network private-link-service update", types::services, options, write_service},
    Command{"network private-link-service show", types::services, one_link_service, show},
    Command{"network private-link-service list", types::services, "@g", list},
    Command{"network private-link-service delete", types::services, one_link_service, remove},
    Command{"network private-link-service connection update", "",
            "--service-name !; --name -n !; @G; "
            "--connection-status {Approved|Rejected|Pending} !; --description; --action-required",
            change_connection},
    Command{"network private-link-service connection delete", "",
            "--service-name !; --name -n !; @G", change_connection},
};

}  // namespace

std::span<const Command> private_link_service_commands() { return private_link_service_rows; }

}  // namespace airtight::input::az
