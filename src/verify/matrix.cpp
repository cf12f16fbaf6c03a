#include <airtight/azure/platform_subnets.h>
#include <airtight/verify/matrix.h>

#include <algorithm>
#include <map>

#include "port_sets.h"
#include "proving.h"

namespace airtight::verify {
namespace {

using Counts = std::map<std::string, std::size_t>;

// By its name where that is unique, else by its id.
std::string name_among(const azure::Resource& resource, const Counts& counts) {
  const auto found = counts.find(resource.name);
  return found != counts.end() && found->second > 1 ? resource.id.text() : resource.name;
}

std::string short_name(const azure::Subnet& subnet) {
  return "subnet:" + std::string(subnet.virtual_network.name()) + "/" + subnet.name;
}

void add_subnets(const model::Network& network, Matrix& matrix) {
  Counts counts;
  for (const azure::Subnet& subnet : network.written().subnets) ++counts[short_name(subnet)];
  for (const azure::Subnet& subnet : network.written().subnets) {
    const std::string name =
        counts[short_name(subnet)] > 1 ? "subnet:" + subnet.id.text() : short_name(subnet);
    if (!azure::is_platform_subnet(subnet.name)) matrix.from.push_back(name);
    matrix.to.push_back(name);
  }
}

void add_workloads(const model::Network& network, Matrix& matrix) {
  const azure::Resources& written = network.written();
  Counts counts;
  for (const azure::Site& each : written.sites) ++counts[each.name];
  for (const azure::HostedWorkload& each : written.hosted_workloads) ++counts[each.name];
  for (const azure::VirtualMachine& each : written.virtual_machines) ++counts[each.name];
  for (const azure::Site& each : written.sites) matrix.from.push_back(name_among(each, counts));
  for (const azure::HostedWorkload& each : written.hosted_workloads)
    matrix.from.push_back(name_among(each, counts));
  for (const azure::VirtualMachine& each : written.virtual_machines) {
    matrix.from.push_back(name_among(each, counts));
    matrix.to.push_back(name_among(each, counts));
  }
  for (const model::BackEnd& each : network.back_ends())
    matrix.to.push_back(display_name(network, each));
}

MatrixCell cell_of(const std::string& from, const std::string& to, const Proof& proof) {
  MatrixCell cell;
  cell.from = from;
  cell.to = to;
  cell.allowed = port_sets(proof.partition, Judgement::allow);
  cell.uncertain = port_sets(proof.partition, Judgement::uncertain);
  cell.crossings = crossings_of(proof.partition);
  cell.open = proof.open;
  cell.verdict = !cell.allowed.empty()         ? Judgement::allow
                 : proof.truth == Truth::holds ? Judgement::deny
                                               : Judgement::uncertain;
  return cell;
}

}  // namespace

Result<Matrix> matrix(const model::Network& network, MatrixEnds ends,
                      const Assumptions& assumptions, std::size_t most) {
  Matrix matrix;
  switch (ends) {
    case MatrixEnds::subnets:
      add_subnets(network, matrix);
      break;
    case MatrixEnds::workloads:
      add_workloads(network, matrix);
      break;
  }
  Proving proving(network, assumptions);
  std::size_t evaluated = 0;
  for (const std::string& from : matrix.from) {
    for (const std::string& to : matrix.to) {
      if (from == to && ends == MatrixEnds::workloads) continue;
      if (evaluated >= most) {
        ++matrix.left_out;
        continue;
      }
      const auto proof = proving.ask({{from}, to, {}});
      if (!proof) return tl::unexpected(proof.error());
      evaluated += std::max<std::size_t>(proof->evaluated, 1);
      matrix.cells.push_back(cell_of(from, to, *proof));
    }
  }
  return matrix;
}

}  // namespace airtight::verify
