#pragma once

#include <airtight/base/result.h>
#include <airtight/input/value.h>

#include <span>
#include <string_view>
#include <vector>

namespace airtight::input::az {

struct Call;

// What a command does to the resources, and the object it prints. An error is what Azure (or the
// command line itself) would say; the caller then takes back everything the effect wrote.
using Effect = Result<Value> (*)(Call&);

// One supported command.
struct Command {
  std::string_view words;    // "network vnet subnet create"
  std::string_view type;     // the resource it is about; empty when there is none
  std::string_view options;  // in the notation of options.h
  Effect effect;
  bool secret = false;  // it prints a key, a password or a token
};

// The rows of each family of commands; commands.cpp joins them.
std::span<const Command> group_commands();
std::span<const Command> session_commands();
std::span<const Command> virtual_network_commands();
std::span<const Command> filter_commands();
std::span<const Command> endpoint_policy_commands();
std::span<const Command> address_commands();
std::span<const Command> firewall_commands();
std::span<const Command> firewall_rule_commands();
std::span<const Command> dns_resolver_commands();
std::span<const Command> private_endpoint_commands();
std::span<const Command> private_endpoint_connection_commands();
std::span<const Command> private_dns_commands();
std::span<const Command> app_plan_commands();
std::span<const Command> webapp_commands();
std::span<const Command> webapp_config_commands();
std::span<const Command> keyvault_commands();
std::span<const Command> service_commands();
std::span<const Command> identity_commands();
std::span<const Command> resource_commands();
std::span<const Command> interface_part_commands();
std::span<const Command> load_balancer_commands();
std::span<const Command> load_balancer_part_commands();
std::span<const Command> gateway_commands();
std::span<const Command> virtual_wan_commands();
std::span<const Command> private_link_service_commands();
std::span<const Command> kubernetes_commands();
std::span<const Command> flexible_server_commands();
std::span<const Command> access_restriction_commands();
std::span<const Command> deployment_commands();

const std::vector<Command>& commands();

}  // namespace airtight::input::az
