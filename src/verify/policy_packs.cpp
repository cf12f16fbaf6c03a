#include <airtight/base/text.h>
#include <airtight/verify/policy.h>
#include <airtight/verify/subject.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "naming.h"
#include "unsaid_settings.h"

namespace airtight::verify {
namespace {

using net::Port;
using net::PortRange;
using net::Protocol;

// Who and what a control is asked about.
enum class Subjects : std::uint8_t {
  dependencies,  // each app and each back end that it names
  clients,       // the apps that name a back end, and the subnets of its private endpoints
  services,      // the Internet and each back end that is no app
  machines,      // the Internet and each virtual machine
  egress         // each app and machine, and the Internet
};

constexpr PortRange one(std::uint16_t port) { return {Port{port}, Port{port}}; }

constexpr std::array ssh{one(22)};
constexpr std::array rdp{one(3389)};
constexpr std::array management{one(22), one(3389), one(5985), one(5986)};
constexpr std::array web{one(80), one(443)};
constexpr std::array amplifying{one(53), one(123), one(161), one(389), one(1900)};
constexpr std::array other_than_web{PortRange{Port{0}, Port{79}}, PortRange{Port{81}, Port{442}},
                                    PortRange{Port{444}, Port{65535}}};
constexpr std::array tcp{Protocol::tcp};
constexpr std::array udp{Protocol::udp};
constexpr std::array tcp_and_udp{Protocol::tcp, Protocol::udp};

// A control of a published benchmark, with the promise that is its own meaning
// (docs/compliance.md).
struct Control {
  std::string_view pack;
  std::string_view number;  // "NS-2"
  std::string_view name;    // in the benchmark it stands in: "MCSB NS-2"
  Severity severity;
  Subjects subjects;
  std::string_view type;  // of back ends; empty: all
  Promise promise;
  std::string_view title;  // "{from}" and "{to}" stand for the ends
  std::span<const PortRange> ports{};
  std::span<const Protocol> protocols{};
};

constexpr std::string_view storage = "Microsoft.Storage/storageAccounts";
constexpr std::string_view vault = "Microsoft.KeyVault/vaults";
constexpr std::string_view sql = "Microsoft.Sql/servers";
constexpr std::string_view cosmos = "Microsoft.DocumentDB/databaseAccounts";

constexpr std::array controls{
    Control{isolated_backend_pack, "", "MCSB NS-2", Severity::high, Subjects::dependencies, "",
            Promise::isolated, "{to} is isolated for {from}"},

    Control{"mcsb", "NS-1", "MCSB NS-1", Severity::high, Subjects::machines, "",
            Promise::unreachable, "the Internet reaches {to} on web ports at most", other_than_web,
            tcp_and_udp},
    Control{"mcsb", "NS-2", "MCSB NS-2", Severity::high, Subjects::dependencies, "",
            Promise::isolated, "{to} is isolated for {from}"},
    Control{"mcsb", "NS-2", "MCSB NS-2", Severity::high, Subjects::services, "",
            Promise::unreachable, "the Internet does not reach {to}"},
    Control{"mcsb", "NS-3", "MCSB NS-3", Severity::high, Subjects::machines, "",
            Promise::unreachable, "the Internet does not reach management ports of {to}",
            management, tcp},
    Control{"mcsb", "NS-3", "MCSB NS-3", Severity::medium, Subjects::egress, "", Promise::inspected,
            "what {from} sends to the Internet crosses a firewall"},
    Control{"mcsb", "NS-10", "MCSB NS-10", Severity::medium, Subjects::clients, "",
            Promise::private_name, "the name of {to} is answered privately for {from}"},

    Control{"cis", "3.8", "CIS Azure 2.0.0 3.8", Severity::high, Subjects::services, storage,
            Promise::selected_networks, "{to} lets in selected networks at most"},
    Control{"cis", "3.10", "CIS Azure 2.0.0 3.10", Severity::high, Subjects::clients, storage,
            Promise::private_path, "{from} uses a private endpoint of {to}"},
    Control{"cis", "4.1.2", "CIS Azure 2.0.0 4.1.2", Severity::high, Subjects::services, sql,
            Promise::selected_networks, "{to} lets in selected networks at most"},
    Control{"cis", "4.5.1", "CIS Azure 2.0.0 4.5.1", Severity::medium, Subjects::services, cosmos,
            Promise::selected_networks, "{to} lets in selected networks at most"},
    Control{"cis", "4.5.2", "CIS Azure 2.0.0 4.5.2", Severity::medium, Subjects::clients, cosmos,
            Promise::private_path, "{from} uses a private endpoint of {to}"},
    Control{"cis", "6.1", "CIS Azure 2.0.0 6.1", Severity::high, Subjects::machines, "",
            Promise::selected_networks, "selected networks at most reach RDP of {to}", rdp, tcp},
    Control{"cis", "6.2", "CIS Azure 2.0.0 6.2", Severity::high, Subjects::machines, "",
            Promise::selected_networks, "selected networks at most reach SSH of {to}", ssh, tcp},
    Control{"cis", "6.3", "CIS Azure 2.0.0 6.3", Severity::high, Subjects::machines, "",
            Promise::selected_networks, "selected networks at most reach UDP services of {to}",
            amplifying, udp},
    Control{"cis", "6.4", "CIS Azure 2.0.0 6.4", Severity::medium, Subjects::machines, "",
            Promise::selected_networks, "selected networks at most reach HTTP(S) of {to}", web,
            tcp},
    Control{"cis", "8.7", "CIS Azure 2.0.0 8.7", Severity::high, Subjects::clients, vault,
            Promise::private_path, "{from} uses a private endpoint of {to}"}};

// One end of an assertion: how it is asked about, and how it is called.
struct End {
  std::string asked;
  std::string called;
  Where where{};
};

End end_of(const azure::Resource& resource) {
  return {resource.id.text(), resource.name, resource.where};
}
End end_of(const azure::Site& site) { return {site.id.text(), name_of_app(site.id), site.where}; }
End end_of(const model::Network& network, const model::BackEnd& back_end) {
  const std::string name = display_name(network, back_end);
  return {name, name, back_end.service.where};
}
// By its name where that is enough, so that reports need no ids.
End end_of(const model::Network& network, const azure::VirtualMachine& machine) {
  End end = end_of(machine);
  if (find_workload(network, machine.name) && !find_target(network, machine.name))
    end.asked = machine.name;
  return end;
}
End internet() { return {"internet", "internet"}; }

std::string filled(std::string_view title, const End& from, const End& to) {
  std::string text(title);
  for (const auto& [blank, name] :
       {std::pair<std::string_view, const std::string&>{"{from}", from.called},
        {"{to}", to.called}}) {
    const auto at = text.find(blank);
    if (at != std::string::npos) text.replace(at, blank.size(), name);
  }
  return text;
}

class Pack {
 public:
  explicit Pack(const model::Network& network) : network_(network) {}

  void add(const Control& control) {
    switch (control.subjects) {
      case Subjects::dependencies:
        return add_dependencies(control);
      case Subjects::clients:
        return add_clients(control);
      case Subjects::services:
        return add_services(control);
      case Subjects::machines:
        return add_machines(control);
      case Subjects::egress:
        return add_egress(control);
    }
  }

  std::vector<Assertion> take() { return std::move(assertions_); }

 private:
  void assert_of(const Control& control, const End& from, const End& to) {
    Assertion assertion;
    assertion.app = from.asked;
    assertion.back_end = to.asked;
    assertion.rule = control.pack;
    if (!control.number.empty()) assertion.rule += "/" + std::string(control.number);
    assertion.id = assertion.rule + "/" + from.called + "/" + to.called;
    assertion.title = filled(control.title, from, to);
    assertion.controls = {std::string(control.name)};
    assertion.severity = control.severity;
    assertion.where = from.where.file.empty() ? to.where : from.where;
    assertion.promise = control.promise;
    assertion.ports.assign(control.ports.begin(), control.ports.end());
    assertion.protocols.assign(control.protocols.begin(), control.protocols.end());
    assertions_.push_back(std::move(assertion));
  }

  void add_dependencies(const Control& control) {
    for (const azure::Site& site : network_.written().sites) {
      for (const model::BackEnd* back_end : dependencies(network_, site))
        assert_of(control, end_of(site), end_of(network_, *back_end));
      if (!unsaid_settings(site).empty())
        assert_of(control, end_of(site), {"", "whatever else it uses"});
    }
  }

  std::vector<const model::BackEnd*> services(const Control& control) const {
    std::vector<const model::BackEnd*> found;
    for (const model::BackEnd& back_end : network_.back_ends()) {
      const bool fits =
          control.type.empty() || equal_ignoring_case(back_end.service.type, control.type);
      if (back_end.site == nullptr && !back_end.service.external && fits)
        found.push_back(&back_end);
    }
    return found;
  }

  // Who may be expected to use it privately: a private name has no client without an endpoint.
  std::vector<End> clients_of(const model::BackEnd& back_end) const {
    std::vector<End> clients;
    for (const azure::Site& site : network_.written().sites) {
      if (std::ranges::count(dependencies(network_, site), &back_end) > 0)
        clients.push_back(end_of(site));
    }
    std::set<azure::ResourceId> subnets;
    for (const model::Endpoint* endpoint : network_.endpoints_of(back_end)) {
      const azure::Subnet* subnet = endpoint->subnet;
      if (subnet == nullptr || subnet->external || !subnets.insert(subnet->id).second) continue;
      const std::string name =
          "subnet:" + std::string(subnet->virtual_network.name()) + "/" + subnet->name;
      clients.push_back({"subnet:" + subnet->id.text(), name, endpoint->written->where});
    }
    return clients;
  }

  void add_clients(const Control& control) {
    for (const model::BackEnd* back_end : services(control)) {
      const std::vector<End> clients = clients_of(*back_end);
      for (const End& client : clients) assert_of(control, client, end_of(network_, *back_end));
      if (clients.empty() && control.promise == Promise::private_path)
        assert_of(control, {"", "somebody"}, end_of(network_, *back_end));
    }
  }

  void add_services(const Control& control) {
    for (const model::BackEnd* back_end : services(control))
      assert_of(control, internet(), end_of(network_, *back_end));
  }

  void add_machines(const Control& control) {
    for (const azure::VirtualMachine& machine : network_.written().virtual_machines)
      assert_of(control, internet(), end_of(network_, machine));
  }

  void add_egress(const Control& control) {
    for (const azure::Site& site : network_.written().sites)
      assert_of(control, end_of(site), internet());
    for (const azure::VirtualMachine& machine : network_.written().virtual_machines)
      assert_of(control, end_of(network_, machine), internet());
  }

  const model::Network& network_;
  std::vector<Assertion> assertions_;
};

}  // namespace

std::vector<Assertion> pack(const model::Network& network, std::string_view name) {
  Pack made(network);
  for (const Control& control : controls) {
    if (control.pack == name) made.add(control);
  }
  return made.take();
}

std::vector<std::string> pack_names() {
  std::vector<std::string> names;
  for (const Control& control : controls) {
    if (std::ranges::count(names, control.pack) == 0) names.emplace_back(control.pack);
  }
  return names;
}

}  // namespace airtight::verify
