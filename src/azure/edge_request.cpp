#include <airtight/azure/edge_request.h>
#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::azure {
namespace {

// A public name of the catalogue as its labels. A placeholder, or a label with one inside, is any
// label.
struct Pattern {
  const PrivateLinkRow* row;
  std::vector<std::string_view> labels;

  bool fits(const std::vector<std::string_view>& host) const {
    return std::ranges::equal(labels, host, [](auto part, auto label) {
      return equal_ignoring_case(part, label) || part.find('{') != part.npos;
    });
  }
};

// In the order of the catalogue. Cut into labels once: thousands of names are looked up.
const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> all = [] {
    std::vector<Pattern> made;
    for (const PrivateLinkRow& row : private_link_table()) {
      for (const PublicToPrivate& name : row.names)
        made.push_back({&row, split(name.public_name, '.')});
    }
    return made;
  }();
  return all;
}

// A slot's app is asked as any app is (D-127).
std::string_view asked_as(std::string_view group_id) {
  return starts_with_ignoring_case(group_id, "sites-") ? "sites" : group_id;
}

bool is_of(const EdgeRequest& request, const ServicePart& part) {
  return equal_ignoring_case(request.resource_type, part.resource_type) &&
         equal_ignoring_case(request.group_id, asked_as(part.group_id));
}

ServicePart part_of(const EdgeRequest& request) {
  return {std::string(request.resource_type), std::string(request.group_id)};
}

const EdgeRequest* request_of(const ServicePart& part) {
  const auto rows = edge_requests();
  const auto found =
      std::ranges::find_if(rows, [&](const EdgeRequest& row) { return is_of(row, part); });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::optional<ServicePart> part_of_host(const net::DnsName& host) {
  const auto labels = split(host.text(), '.');
  std::optional<ServicePart> first;
  for (const Pattern& pattern : patterns()) {
    if (!pattern.fits(labels)) continue;
    const PrivateLinkRow& row = *pattern.row;
    const ServicePart part{std::string(row.resource_type), std::string(row.group_id)};
    // One name may be of several types, of which some are asked nothing: a cluster's storage.
    if (const EdgeRequest* request = request_of(part)) return part_of(*request);
    if (!first) first = part;
  }
  return first;
}

std::optional<ServicePart> part_named(std::string_view text) {
  std::optional<ServicePart> found;
  for (const EdgeRequest& row : edge_requests()) {
    const ServicePart part = part_of(row);
    if (equal_ignoring_case(text, part.resource_type) ||
        equal_ignoring_case(text, part.resource_type + "/" + part.group_id))
      return part;
    if (!equal_ignoring_case(text, part.group_id)) continue;
    if (found && found->resource_type != part.resource_type) return {};
    found = part;
  }
  return found;
}

std::vector<const EdgeRequest*> requests_for(const ServicePart& part, std::string_view host) {
  std::vector<const EdgeRequest*> chosen;
  const std::string name = to_lower(host);
  for (const EdgeRequest& row : edge_requests()) {
    if (!is_of(row, part) || name.find(row.host_part) == name.npos) continue;
    if (chosen.empty() || chosen.back()->step != row.step) chosen.push_back(&row);
  }
  return chosen;
}

}  // namespace airtight::azure
