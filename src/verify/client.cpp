#include <airtight/verify/client.h>

#include <algorithm>

namespace airtight::verify {
namespace {

constexpr net::Port https{443};

void deny(Path& path, reach::Reason reason, Step step) {
  path.verdict = {Judgement::deny, reason, {}, {}, {}, {}};
  path.nominally_allowed = false;
  path.forks.clear();
  path.via = reach::Via::none;
  path.trace.push_back(std::move(step));
}

// The name that the service behind a privatelink name has its certificate for; empty for all other
// names.
net::DnsName certified_name(const model::Network& network, const net::DnsName& used) {
  const auto* named = used.empty() ? nullptr : network.by_private_name(used);
  const bool is_alias = named != nullptr && network.by_public_name(used) == nullptr;
  return is_alias ? named->name.public_name : net::DnsName();
}

void check_certificate(const model::Network& network, const Target& target, Path& path) {
  if (path.verdict.judgement != Judgement::allow || target.port != https ||
      target.protocol != net::Protocol::tcp)
    return;
  const net::DnsName certified = certified_name(network, target.host);
  if (certified.empty()) return;
  deny(path, reach::Reason::none,
       {"certificate",
        "packets arrive, and the client refuses the certificate: it is for " + certified.text() +
            ", not for " + target.host.text(),
        {"D-106", "D-435"},
        "",
        "",
        {}});
}

bool is_kept(const reach::Workload& from, const Target& target, const Path& path) {
  const auto ip = target.ip ? Result<net::Ip>(*target.ip) : net::parse_ip(path.destination);
  const bool inside =
      ip && std::ranges::any_of(from.hosted->internal_ranges,
                                [&](const auto& range) { return range.contains(*ip); });
  return inside && std::ranges::any_of(path.trace, [](const Step& step) {
           return std::ranges::count(step.facts, "I-250") > 0;
         });
}

// What is uncertain of a cluster, because pods and nodes fare differently, is certain of its pods.
void check_pods(const reach::Workload& from, const Target& target, Path& path) {
  if (from.hosted == nullptr || path.verdict.judgement != Judgement::uncertain ||
      !is_kept(from, target, path))
    return;
  const std::string nodes = from.subnet == nullptr
                                ? std::string()
                                : " (subnet:" + std::string(from.subnet->id.parent().name()) + "/" +
                                      from.subnet->name + ")";
  deny(path, reach::Reason::no_route,
       {"client",
        "so it is for pods of " + from.name + "; what its nodes" + nodes +
            " send themselves may arrive",
        {"I-250", "A-264"},
        from.hosted->id.text(),
        "",
        from.hosted->where});
}

}  // namespace

void judge_as_client(const model::Network& network, const reach::Workload& from,
                     const Target& target, Path& path) {
  check_certificate(network, target, path);
  check_pods(from, target, path);
}

}  // namespace airtight::verify
