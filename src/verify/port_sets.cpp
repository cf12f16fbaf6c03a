#include "port_sets.h"

#include <algorithm>
#include <map>
#include <set>

namespace airtight::verify {
namespace {

using Ports = std::vector<net::PortRange>;

Ports joined(Ports ranges) {
  std::ranges::sort(ranges);
  Ports result;
  for (const net::PortRange& range : ranges) {
    if (!result.empty() && range.first.number <= result.back().last.number + 1U) {
      result.back().last = std::max(result.back().last, range.last);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

}  // namespace

std::vector<PortSet> port_sets(const std::vector<Part>& parts, Judgement judgement) {
  std::map<net::Protocol, Ports> by_protocol;
  for (const Part& part : parts) {
    if (part.verdict.judgement != judgement) continue;
    for (const net::Protocol protocol : part.protocols) {
      Ports& ports = by_protocol[protocol];
      if (net::has_ports(protocol)) ports.insert(ports.end(), part.ports.begin(), part.ports.end());
    }
  }
  std::vector<PortSet> sets;
  for (auto& [protocol, ports] : by_protocol) {
    const Ports all = joined(std::move(ports));
    const auto like = std::ranges::find(sets, all, &PortSet::ports);
    if (like == sets.end()) {
      sets.push_back({{protocol}, all});
    } else {
      like->protocols.push_back(protocol);
    }
  }
  return sets;
}

std::vector<Crossing> crossings_of(const std::vector<Part>& parts) {
  std::map<std::string, std::size_t> certain;
  std::set<std::string> all;
  std::size_t count = 0;
  for (const Part& part : parts) {
    if (part.verdict.judgement == Judgement::deny) continue;
    ++count;
    for (const std::string& device : part.crosses) ++certain[device];
    all.insert(part.crosses.begin(), part.crosses.end());
    all.insert(part.may_cross.begin(), part.may_cross.end());
  }
  std::vector<Crossing> crossings;
  for (const std::string& device : all) {
    const auto found = certain.find(device);
    const std::size_t times = found == certain.end() ? 0 : found->second;
    crossings.push_back({device, times == count ? Crossing::How::always
                                 : times > 0    ? Crossing::How::sometimes
                                                : Crossing::How::perhaps});
  }
  return crossings;
}

}  // namespace airtight::verify
