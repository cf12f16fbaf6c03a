#pragma once

#include <airtight/base/shared.h>

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace airtight::azure {

// An ARM resource id (I-120): "/subscriptions/s/resourceGroups/g/providers/ns/type/name/type/name".
// Keeps its first spelling for display and compares without case (I-121). Doubled and trailing
// slashes are removed (I-122). An empty id names nothing. Copies share the text.
class ResourceId {
 public:
  ResourceId() = default;
  explicit ResourceId(std::string_view text);

  const std::string& text() const { return said().text; }
  const std::string& key() const { return said().key; }  // lower case
  bool empty() const { return !said_; }

  std::string_view name() const;          // the last segment
  std::string type() const;               // "Microsoft.Network/virtualNetworks/subnets", as written
  std::string_view subscription() const;  // empty when the id has none
  std::string_view resource_group() const;  // empty when the id has none

  // The owner of a child ("…/virtualNetworks/v/subnets/s" → "…/virtualNetworks/v"); empty for a
  // top-level resource.
  ResourceId parent() const;

  // "…/virtualNetworks/v" / "subnets" / "s".
  ResourceId child(std::string_view type, std::string_view name) const;

  // True for the resource itself and everything below it, including the contents of a group.
  bool contains(const ResourceId& other) const;

  bool operator==(const ResourceId& other) const {
    return said_.get() == other.said_.get() || key() == other.key();
  }
  std::strong_ordering operator<=>(const ResourceId& other) const { return key() <=> other.key(); }

 private:
  struct Said final : Shareable {
    explicit Said(std::string written);
    std::string text;
    std::string key;
    std::size_t type;  // where the type's text begins, behind the last "/providers/"; npos: nowhere
  };
  static const Said& nothing();
  const Said& said() const { return said_ ? *said_ : nothing(); }

  Shared<const Said> said_;  // null: empty
};

ResourceId make_id(std::string_view subscription, std::string_view resource_group,
                   std::string_view type, std::string_view name);

}  // namespace airtight::azure
