#include "naming.h"

#include <airtight/base/text.h>

#include <string_view>

namespace airtight::verify {
namespace {

std::string names_of(const std::vector<azure::ResourceId>& ids) {
  constexpr std::size_t most = 12;
  std::vector<std::string> names;
  for (const azure::ResourceId& id : ids) {
    if (names.size() == most) {
      names.push_back("…");
      break;
    }
    names.push_back(id.text());
  }
  return names.empty() ? "the input has none" : "candidates: " + join(names, ", ");
}

// However a resource is named, its own name comes last.
bool ends_alike(const azure::ResourceId& id, const std::string& text) {
  const std::string_view last = std::string_view(text).substr(text.rfind('/') + 1);
  const std::string_view key = id.key();
  if (key.size() < last.size()) return false;
  const std::size_t before = key.size() - last.size();
  return equal_ignoring_case(key.substr(before), last) && (before == 0 || key[before - 1] == '/');
}

}  // namespace

bool is_named(const azure::ResourceId& id, const std::string& text) {
  if (!ends_alike(id, text)) return false;
  const std::string& key = id.key();
  if (key.size() >= text.size()) {
    const std::size_t before = key.size() - text.size();
    if (equal_ignoring_case(std::string_view(key).substr(before), text) &&
        (before == 0 || key[before - 1] == '/'))
      return true;
  }
  if (text.find('/') == text.npos) return false;
  const std::string wanted = to_lower(text);
  return to_lower(id.type()) + "/" + to_lower(id.name()) == wanted;
}

bool is_named_child(const azure::ResourceId& id, const std::string& text) {
  return ends_alike(id, text) &&
         equal_ignoring_case(std::string(id.parent().name()) + "/" + std::string(id.name()), text);
}

tl::unexpected<Error> not_one(const std::string& what, const std::string& text,
                              const std::vector<azure::ResourceId>& matching,
                              const std::vector<azure::ResourceId>& all) {
  if (matching.empty())
    return fail("no " + what + " is named " + in_quotes(text) + "; " + names_of(all));
  return fail(in_quotes(text) + " names several resources; " + names_of(matching));
}

std::string name_of_app(const azure::ResourceId& id) {
  const std::string name(id.name());
  if (!equal_ignoring_case(id.type(), "Microsoft.Web/sites/slots")) return name;
  return std::string(id.parent().name()) + "/slots/" + name;
}

}  // namespace airtight::verify
