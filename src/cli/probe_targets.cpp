#include "probe_targets.h"

#include <airtight/base/text.h>
#include <airtight/input/document.h>
#include <airtight/input/members_of.h>

#include <algorithm>
#include <set>

namespace airtight::cli {
namespace {

using input::MembersOf;
using input::Value;

constexpr std::string_view targets_schema = "airtight/targets/1";

std::vector<std::string> known_services() {
  std::set<std::string> known;
  for (const azure::EdgeRequest& row : azure::edge_requests())
    known.insert(std::string(row.resource_type) + "/" + std::string(row.group_id));
  return {known.begin(), known.end()};
}

std::optional<net::Port> read_port(const MembersOf& members) {
  const auto number = members.integer("port");
  if (!number) return {};
  if (*number >= 1 && *number <= 65535) return net::Port{static_cast<std::uint16_t>(*number)};
  members.complain(*members.find("port"), "a number from 1 to 65535");
  return {};
}

std::optional<azure::ServicePart> read_service(const MembersOf& members) {
  const std::string text = members.text("service");
  if (text.empty()) return {};
  auto part = azure::part_named(text);
  if (!part)
    members.complain(*members.find("service"), "one of " + join(known_services(), ", ") +
                                                   ", or a group id that only one of them has");
  return part;
}

std::optional<probe::Target> read_target(const Value& value, Diagnostics& diagnostics) {
  return target_of(
      MembersOf(value, {"name", "port", "service", "tls", "frontEnd", "serverName"}, diagnostics));
}

}  // namespace

std::optional<probe::Target> target_of(const MembersOf& members) {
  const auto name = members.name("name", members.is_object());
  const auto port = read_port(members);
  const auto part = read_service(members);
  const auto tls = members.boolean("tls");
  const auto server_name = members.name("serverName");
  std::vector<net::Ip> front_ends;
  if (const Value* written = members.find("frontEnd"); written != nullptr) {
    if (written->array() != nullptr) {
      front_ends = members.ips("frontEnd");
    } else if (const auto one = members.ip("frontEnd")) {
      front_ends.push_back(*one);
    }
  }
  if (!name) return {};
  probe::Target target = probe::target_of(*name, port);
  if (part) {
    target.part = part;
    const auto requests = azure::requests_for(*part, name->text());
    if (!port && !requests.empty())
      target.port = net::Port{static_cast<std::uint16_t>(requests.front()->port)};
  }
  if (tls) target.tls = *tls;
  if (server_name) target.server_name = server_name->text();
  target.front_ends = std::move(front_ends);
  return target;
}

std::vector<probe::Target> read_targets(const std::string& text, const std::string& path,
                                        Diagnostics& diagnostics) {
  std::vector<probe::Target> targets;
  const auto root = input::read_json_or_yaml(text, path, diagnostics);
  if (!root) return targets;
  const MembersOf top(*root, {"schema", "targets"}, diagnostics);
  const std::string said = top.text("schema");
  if (!said.empty() && said != targets_schema)
    top.complain(*top.find("schema"), "\"" + std::string(targets_schema) + "\"");
  const Value* list = top.find("targets");
  if (list == nullptr && top.is_object())
    diagnostics.push_back({Severity::error, top.where(), "expected the key \"targets\" in it", {}});
  top.each("targets", [&](const Value& value) {
    if (auto target = read_target(value, diagnostics)) targets.push_back(std::move(*target));
  });
  return targets;
}

}  // namespace airtight::cli
