#pragma once

#include <airtight/model/network.h>

#include <memory>
#include <optional>
#include <string>

namespace airtight::reach {

// Who sends. Pointers are into the network.
struct Workload {
  enum class Kind {
    app,         // code in an app's worker
    references,  // the platform fetching Key Vault references for an app
    machine,     // an interface of a virtual machine
    subnet,      // any address of a subnet, or of a network outside its named subnets
    internet,    // a client with public names and a public address
  };
  Kind kind = Kind::internet;
  std::string name;                                    // as users write it
  const azure::Site* site = nullptr;                   // of an app and of references
  const azure::NetworkInterface* interface = nullptr;  // of a machine
  const azure::Subnet* subnet = nullptr;               // of a subnet or machine
  const azure::VirtualNetwork* network = nullptr;      // of a subnet or machine
  std::optional<net::Ip> address;                      // of an Internet client, if it is named
  std::shared_ptr<const azure::Subnet> assumed;        // owns `subnet` where nobody wrote it
};

}  // namespace airtight::reach
