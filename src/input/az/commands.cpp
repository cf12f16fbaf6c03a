#include "command.h"
#include "endpoint_parts.h"
#include "paas.h"

namespace airtight::input::az {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> rows;
    for (const auto& family : {group_commands(),
                               session_commands(),
                               virtual_network_commands(),
                               filter_commands(),
                               endpoint_policy_commands(),
                               address_commands(),
                               private_endpoint_commands(),
                               private_endpoint_connection_commands(),
                               private_dns_commands(),
                               app_plan_commands(),
                               webapp_commands(),
                               webapp_config_commands(),
                               keyvault_commands(),
                               service_commands(),
                               firewall_commands(),
                               firewall_rule_commands(),
                               dns_resolver_commands(),
                               endpoint_part_commands(),
                               paas_commands(),
                               paas_rule_commands(),
                               identity_commands(),
                               resource_commands(),
                               interface_part_commands(),
                               load_balancer_commands(),
                               load_balancer_part_commands(),
                               gateway_commands(),
                               virtual_wan_commands(),
                               private_link_service_commands(),
                               kubernetes_commands(),
                               flexible_server_commands(),
                               access_restriction_commands(),
                               deployment_commands()})
      rows.insert(rows.end(), family.begin(), family.end());
    return rows;
  }();
  return all;
}

}  // namespace airtight::input::az
