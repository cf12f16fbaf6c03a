#include "prefixes.h"

#include <algorithm>

namespace airtight::input::az {

Result<std::vector<net::Prefix>> read_prefixes(const Value& list) {
  std::vector<net::Prefix> prefixes;
  for (const Value& element : *list.array()) {
    if (element.unknown() != nullptr) continue;
    if (element.string() == nullptr)
      return refuse(element.place, "an address prefix is not text; expected a CIDR block",
                    {"N-001"});
    const auto prefix = net::parse_prefix(*element.string());
    if (!prefix)
      return refuse(element.place,
                    "\"" + *element.string() + "\" is no CIDR block: " + prefix.error().message,
                    {"TD-01"});
    prefixes.push_back(*prefix);
  }
  return prefixes;
}

std::vector<net::Prefix> prefixes_of(const Value& resource, std::string_view singular,
                                     std::string_view plural) {
  Value list = make_array();
  if (const Value* one = resource.at_path(singular)) list.array()->push_back(*one);
  if (const Value* many = resource.at_path(plural); many != nullptr && many->array() != nullptr)
    list.array()->insert(list.array()->end(), many->array()->begin(), many->array()->end());
  const auto prefixes = read_prefixes(list);
  return prefixes ? *prefixes : std::vector<net::Prefix>{};
}

bool has_unknown(const Value& list) {
  return list.unknown() != nullptr ||
         (list.array() != nullptr && std::ranges::any_of(*list.array(), [](const Value& each) {
            return each.unknown() != nullptr;
          }));
}

}  // namespace airtight::input::az
