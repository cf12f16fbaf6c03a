#pragma once

#include <airtight/azure/resources.h>

#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

// Deployments in which everything works, and ways to break each of them.
namespace airtight::campaign {

struct Deployment {
  azure::Resources resources;
  std::string from;  // a workload that needs the target
  std::string host;
  int port = 443;
  std::string client_subnet;  // "vnet1/app"
  std::string client_network;
};

Deployment random_deployment(std::mt19937& random);

// One mistake: what it is called, what kind of thing it breaks, and how.
struct Fault {
  std::string code;
  enum class Kind { name, caller, endpoint, route, filter } kind;
  std::function<void(Deployment&)> inject;
};

// Those that apply to a deployment.
std::vector<Fault> faults_for(const Deployment& deployment);

}  // namespace airtight::campaign
