// The parts of load balancers: each command writes one element of the balancer (I-217, I-123).

#include "load_balancer_parts.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "element.h"
#include "generic.h"
#include "input/types.h"
#include "subnet.h"

namespace airtight::input::az {
namespace {

// The word behind "network lb", and the list it is about.
struct Part {
  std::string_view word;
  std::string_view list;
};
constexpr std::array balancer_parts{
    Part{"frontend-ip", "properties.frontendIPConfigurations"},
    Part{"address-pool", "properties.backendAddressPools"},
    Part{"probe", "properties.probes"},
    Part{"rule", "properties.loadBalancingRules"},
    Part{"outbound-rule", "properties.outboundRules"},
    Part{"inbound-nat-rule", "properties.inboundNatRules"},
    Part{"inbound-nat-pool", "properties.inboundNatPools"},
};

constexpr std::string_view frontends = balancer_parts[0].list;
constexpr std::string_view pools = balancer_parts[1].list;

std::string_view list_of(const Call& call) {
  const auto words = split(call.command.words, ' ');
  const auto* part = std::ranges::find(balancer_parts, words[2], &Part::word);
  return part == balancer_parts.end() ? std::string_view() : part->list;
}

// Which option writes which property, the same for every part that has it.
enum class How { word, number, flag };
struct Setting {
  std::string_view option;
  std::string_view path;
  How how = How::word;
};
constexpr std::array balancer_settings{
    Setting{"protocol", "properties.protocol"},
    Setting{"port", "properties.port", How::number},
    Setting{"frontend-port", "properties.frontendPort", How::number},
    Setting{"backend-port", "properties.backendPort", How::number},
    Setting{"frontend-port-range-start", "properties.frontendPortRangeStart", How::number},
    Setting{"frontend-port-range-end", "properties.frontendPortRangeEnd", How::number},
    Setting{"floating-ip", "properties.enableFloatingIP", How::flag},
    Setting{"disable-outbound-snat", "properties.disableOutboundSnat", How::flag},
    Setting{"load-distribution", "properties.loadDistribution"},
    Setting{"path", "properties.requestPath"},
    Setting{"outbound-ports", "properties.allocatedOutboundPorts", How::number},
};

void write_settings(Call& call, Value& element) {
  for (const Setting& setting : balancer_settings) {
    switch (setting.how) {
      case How::word:
        set_text(element, setting.path, call, setting.option);
        break;
      case How::number:
        set_integer(element, setting.path, call, setting.option);
        break;
      case How::flag:
        set_boolean(element, setting.path, call, setting.option);
        break;
    }
  }
}

// Another part of the same balancer, by name or id. One that the balancer is known not to have is
// an error.
Result<Value> part_id(Call& call, const Element& element, const shell::Word& word,
                      std::string_view list) {
  if (word.unknown) {
    Value object = make_object(word.place);
    object.set("id", value_of(word));
    return object;
  }
  if (is_id(word.text)) return id_object(azure::ResourceId(word.text), word.place);
  const Value owner = current(call.session, element.owner);
  if (find_element(owner, list, word.text) == nullptr &&
      knows_elements(call.session, element.owner, list))
    return refuse(word.place,
                  "\"" + std::string(element.owner.name()) + "\" has no \"" + word.text +
                      "\" among its " + std::string(list.substr(list.rfind('.') + 1)),
                  {"I-422"});
  return id_object(element_id(element.owner, list, word.text), word.place);
}

// Without the option a command takes the one there is, and refuses to choose among several.
Result<Value> part_or_only(Call& call, const Element& element, std::string_view option,
                           std::string_view list) {
  if (const shell::Word* word = call.options.word(option))
    return part_id(call, element, *word, list);
  const Value all = list_at(current(call.session, element.owner), list);
  if (!knows_elements(call.session, element.owner, list)) {
    Value object = make_object(call.place());
    object.set("id", make_unknown("--" + std::string(option),
                                  "the load balancer is outside the input", call.place()));
    return object;
  }
  const Value* name = all.array()->size() == 1 ? all.array()->front().find("name") : nullptr;
  if (name == nullptr || name->string() == nullptr)
    return refuse(call,
                  "--" + std::string(option) + " is missing; the load balancer has " +
                      std::to_string(all.array()->size()) + " to choose from",
                  {"I-404"});
  return id_object(element_id(element.owner, list, *name->string()), call.place());
}

bool creates(const Call& call) { return call.command.words.ends_with(" create"); }

// A reference of the part to another one; a new part that must have it takes the only one.
Result<Value> set_part(Call& call, const Element& element, Value& body, std::string_view path,
                       std::string_view option, std::string_view list, bool needed) {
  if (!call.has(option) && !(needed && creates(call))) return Value{};
  auto id = part_or_only(call, element, option, list);
  if (!id) return id;
  body.set_path(path, std::move(*id));
  return Value{};
}

Result<Value> set_frontend(Call& call, const Element&, Value& body) {
  auto address = set_reference(call, body, "properties.publicIPAddress", "public-ip-address",
                               types::public_ips);
  if (!address) return address;
  auto prefix = set_reference(call, body, "properties.publicIPPrefix", "public-ip-prefix",
                              types::public_prefixes);
  if (!prefix) return prefix;
  if (call.has("subnet")) {
    const auto subnet = subnet_reference(call);
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    return set_private_frontend(call, *subnet, body);
  }
  if (!creates(call)) {
    set_text(body, "properties.privateIPAddress", call, "private-ip-address");
    return Value{};
  }
  if (!call.has("public-ip-address") && !call.has("public-ip-prefix"))
    return refuse(call, "--subnet, --public-ip-address or --public-ip-prefix is missing",
                  {"I-404"});
  return Value{};
}

// --backend-address name=… ip-address=…, once for each member.
Result<Value> set_pool(Call& call, const Element&, Value& body) {
  if (call.options.repeated.empty()) {
    Value member = make_object(call.place_of("backend-address"));
    for (const shell::Word& word : call.options.words("backend-address")) {
      const auto equals = word.text.find('=');
      if (word.text.starts_with("name="))
        member.set("name", make_string(word.text.substr(equals + 1), word.place));
      if (word.text.starts_with("ip-address="))
        member.set_path(
            "properties.ipAddress",
            word.unknown ? value_of(word) : make_string(word.text.substr(equals + 1), word.place));
    }
    if (call.has("backend-address"))
      append(body, "properties.loadBalancerBackendAddresses", std::move(member));
  }
  note_unread(call, {"backend-addresses", "backend-addresses-config-file", "vnet"});
  return Value{};
}

Result<Value> set_rule(Call& call, const Element& element, Value& body) {
  auto frontend = set_part(call, element, body, "properties.frontendIPConfiguration",
                           "frontend-ip-name", frontends, true);
  if (!frontend) return frontend;
  if (call.has("backend-pools-name")) {
    Value list = make_array(call.place_of("backend-pools-name"));
    for (const shell::Word& word : call.options.words("backend-pools-name")) {
      auto pool = part_id(call, element, word, pools);
      if (!pool) return pool;
      list.array()->push_back(std::move(*pool));
    }
    body.set_path("properties.backendAddressPools", std::move(list));
  } else {
    auto pool = set_part(call, element, body, "properties.backendAddressPool", "backend-pool-name",
                         pools, true);
    if (!pool) return pool;
  }
  return set_part(call, element, body, "properties.probe", "probe-name", "properties.probes",
                  false);
}

Result<Value> set_nat(Call& call, const Element& element, Value& body) {
  return set_part(call, element, body, "properties.frontendIPConfiguration", "frontend-ip-name",
                  frontends, true);
}

Result<Value> set_outbound(Call& call, const Element& element, Value& body) {
  auto pool =
      set_part(call, element, body, "properties.backendAddressPool", "address-pool", pools, true);
  if (!pool) return pool;
  if (!call.has("frontend-ip-configs")) return Value{};
  Value list = make_array(call.place_of("frontend-ip-configs"));
  for (const shell::Word& word : call.options.words("frontend-ip-configs")) {
    auto frontend = part_id(call, element, word, frontends);
    if (!frontend) return frontend;
    list.array()->push_back(std::move(*frontend));
  }
  body.set_path("properties.frontendIPConfigurations", std::move(list));
  return Value{};
}

Result<Value> set_nothing_more(Call&, const Element&, Value&) { return Value{}; }

template <Result<Value> (*set_references)(Call&, const Element&, Value&)>
Result<Value> write_part(Call& call) {
  const std::string_view list = list_of(call);
  const auto element = element_of(call);
  if (!element) return tl::unexpected<Error>(element.error());
  const Value owner = current(call.session, element->owner);
  if (!creates(call) && find_element(owner, list, element->name) == nullptr &&
      knows_elements(call.session, element->owner, list))
    return show_element(call, list);  // says what there is
  Value body = creates(call) ? element_or_new(call, make_object(), list, element->name)
                             : element_or_new(call, owner, list, element->name);
  write_settings(call, body);
  auto set = set_references(call, *element, body);
  if (!set) return set;
  apply_generic_update(call, body);
  return write_element(call, *element, list, std::move(body));
}

Result<Value> show_part(Call& call) { return show_element(call, list_of(call)); }
Result<Value> list_parts(Call& call) { return list_elements(call, list_of(call)); }
Result<Value> remove_part(Call& call) { return remove_element(call, list_of(call)); }

// "address-pool address add" and "remove": a member by address.
Result<Value> change_pool_member(Call& call) {
  const auto balancer = element_of(call);
  if (!balancer) return tl::unexpected<Error>(balancer.error());
  const std::string pool = call.text("pool-name");
  const Value owner = current(call.session, balancer->owner);
  if (find_element(owner, pools, pool) == nullptr &&
      knows_elements(call.session, balancer->owner, pools))
    return refuse(call.place_of("pool-name"), "the load balancer has no pool \"" + pool + "\"",
                  {"I-422"});
  Value body = element_or_new(call, owner, pools, pool);
  constexpr std::string_view path = "properties.loadBalancerBackendAddresses";
  Value list = list_at(body, path);
  std::erase_if(*list.array(), [&](const Value& each) {
    const Value* name = each.find("name");
    return name != nullptr && name->string() != nullptr &&
           equal_ignoring_case(*name->string(), call.text("name"));
  });
  if (call.command.words.ends_with(" add")) {
    Value member = make_object(call.place());
    member.set("name", text_value(call, "name"));
    set_text(member, "properties.ipAddress", call, "ip-address");
    note_unread(call, {"frontend-ip-address"});
    list.array()->push_back(std::move(member));
  }
  body.set_path(path, std::move(list));
  body.set("name", make_string(pool, call.place()));
  return write_element(call, {balancer->owner, pool}, pools, std::move(body));
}

constexpr std::string_view one_balancer_part = "--lb-name ! ^; --name -n !; @G @ids";
constexpr std::string_view all = "--lb-name ! ^; @G";
constexpr std::string_view frontend_options =
    "--lb-name ! ^; --name -n !; @G @u @ids; --public-ip-address; --public-ip-prefix; --subnet; "
    "--vnet-name; --private-ip-address; --private-ip-address-version {IPv4|IPv6}; "
    "--zone -z *; --gateway-lb";
constexpr std::string_view pool_options =
    "--lb-name ! ^; --name -n !; @G @u @ids; --vnet; --backend-address *; --backend-addresses *; "
    "--backend-addresses-config-file --config-file; --drain-period; --admin-state; --sync-mode";
constexpr std::string_view probe_options =
    "--lb-name ! ^; --name -n !; @G @u @ids; --protocol {Http|Https|Tcp}; --port; --path; "
    "--interval; --threshold; --probe-threshold";
constexpr std::string_view balancing_rule_options =
    "--lb-name ! ^; --name -n !; @G @u @ids; --protocol {Tcp|Udp|All}; --frontend-port; "
    "--backend-port; --frontend-ip-name --frontend-ip; --backend-pool-name; "
    "--backend-pools-name *; --probe-name --probe; "
    "--floating-ip --enable-floating-ip ?; --idle-timeout --idle-timeout-in-minutes; "
    "--load-distribution {Default|SourceIP|SourceIPProtocol}; "
    "--disable-outbound-snat ?; --enable-tcp-reset ?";
constexpr std::string_view outbound_options =
    "--lb-name ! ^; --name -n !; @G @u @ids; --protocol {Tcp|Udp|All}; --address-pool; "
    "--frontend-ip-configs *; --outbound-ports; --idle-timeout; --enable-tcp-reset ?";
constexpr std::string_view nat_options =
    "--lb-name ! ^; --name -n !; @G @u @ids; --protocol {Tcp|Udp|All}; --frontend-port; "
    "--backend-port; --frontend-ip-name --frontend-ip; --floating-ip --enable-floating-ip ?; "
    "--idle-timeout; --enable-tcp-reset ?; --backend-pool-name --backend-address-pool; "
    "--frontend-port-range-start; --frontend-port-range-end";
constexpr std::string_view member_options =
    "--lb-name ! ^; --pool-name !; --name -n !; @G; --ip-address; --vnet; --subnet; "
    "--frontend-ip-address; --admin-state";

constexpr std::array load_balancer_parts_rows{
    Command{"network lb frontend-ip create", types::load_balancers, frontend_options,
            write_part<set_frontend>},
    Command{"network lb frontend-ip update", types::load_balancers, frontend_options,
            write_part<set_frontend>},
    Command{"network lb frontend-ip show", types::load_balancers, one_balancer_part, show_part},
    Command{"network lb frontend-ip list", types::load_balancers, all, list_parts},
    Command{"network lb frontend-ip delete", types::load_balancers, one_balancer_part, remove_part},
    Command{"network lb address-pool create", types::load_balancers, pool_options,
            write_part<set_pool>},
    Command{"network lb address-pool update", types::load_balancers, pool_options,
            write_part<set_pool>},
    Command{"network lb address-pool show", types::load_balancers, one_balancer_part, show_part},
    Command{"network lb address-pool list", types::load_balancers, all, list_parts},
    Command{"network lb address-pool delete", types::load_balancers, one_balancer_part,
            remove_part},
    Command{"network lb address-pool address add", types::load_balancers, member_options,
            change_pool_member},
    Command{"network lb address-pool address remove", types::load_balancers, member_options,
            change_pool_member},
    Command{"network lb probe create", types::load_balancers, probe_options,
            write_part<set_nothing_more>},
    Command{"network lb probe update", types::load_balancers, probe_options,
            write_part<set_nothing_more>},
    Command{"network lb probe show", types::load_balancers, one_balancer_part, show_part},
    Command{"network lb probe list", types::load_balancers, all, list_parts},
    Command{"network lb probe delete", types::load_balancers, one_balancer_part, remove_part},
    Command{"network lb rule create", types::load_balancers, balancing_rule_options,
            write_part<set_rule>},
    Command{"network lb rule update", types::load_balancers, balancing_rule_options,
            write_part<set_rule>},
    Command{"network lb rule show", types::load_balancers, one_balancer_part, show_part},
    Command{"network lb rule list", types::load_balancers, all, list_parts},
    Command{"network lb rule delete", types::load_balancers, one_balancer_part, remove_part},
    Command{"network lb outbound-rule create", types::load_balancers, outbound_options,
            write_part<set_outbound>},
    Command{"network lb outbound-rule update", types::load_balancers, outbound_options,
            write_part<set_outbound>},
    Command{"network lb outbound-rule list", types::load_balancers, all, list_parts},
    Command{"network lb outbound-rule delete", types::load_balancers, one_balancer_part,
            remove_part},
    Command{"network lb inbound-nat-rule create", types::load_balancers, nat_options,
            write_part<set_nat>},
    Command{"network lb inbound-nat-rule update", types::load_balancers, nat_options,
            write_part<set_nat>},
    Command{"network lb inbound-nat-rule list", types::load_balancers, all, list_parts},
    Command{"network lb inbound-nat-rule delete", types::load_balancers, one_balancer_part,
            remove_part},
    Command{"network lb inbound-nat-pool create", types::load_balancers, nat_options,
            write_part<set_nat>},
    Command{"network lb inbound-nat-pool delete", types::load_balancers, one_balancer_part,
            remove_part},
};

}  // namespace

Result<Value> set_private_frontend(Call& call, const azure::ResourceId& subnet, Value& frontend) {
  auto inside = check_address(call, subnet);
  if (!inside) return inside;
  frontend.set_path("properties.subnet", id_object(subnet, call.place_of("subnet")));
  const shell::Word* word = call.options.word("private-ip-address");
  const bool given = word != nullptr && (word->unknown || !word->text.empty());
  frontend.set_path("properties.privateIPAllocationMethod",
                    make_string(given ? "Static" : "Dynamic", call.place()));
  if (given) frontend.set_path("properties.privateIPAddress", value_of(*word));
  return Value{};
}

std::span<const Command> load_balancer_part_commands() { return load_balancer_parts_rows; }

}  // namespace airtight::input::az
