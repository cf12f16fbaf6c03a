#include <airtight/azure/resource_id.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

namespace airtight::azure {
namespace {

constexpr std::string_view providers = "/providers/";

std::string normalised(std::string_view text) {
  if (text.find("//") == text.npos && (text.size() < 2 || text.back() != '/'))
    return std::string(text);
  std::string result;
  for (const char c : text) {
    if (c != '/' || result.empty() || result.back() != '/') result += c;
  }
  if (result.size() > 1 && result.back() == '/') result.pop_back();
  return result;
}

// Each place of a slash is looked at, from the end: every id of an estate is asked.
std::size_t behind_last_providers(std::string_view key) {
  for (auto slash = key.rfind('/'); slash != key.npos && slash > 0;
       slash = key.rfind('/', slash - 1)) {
    if (key.substr(slash).starts_with(providers)) return slash + providers.size();
  }
  return key.starts_with(providers) ? providers.size() : key.npos;
}

// The segment after `/name/`, found without case; empty if there is none.
std::string_view segment_after(const std::string& text, const std::string& key,
                               std::string_view name) {
  const auto start = key.find(name);
  if (start == std::string::npos) return {};
  const auto begin = start + name.size();
  return std::string_view(text).substr(begin, key.find('/', begin) - begin);
}

}  // namespace

ResourceId::Said::Said(std::string written)
    : text(std::move(written)), key(to_lower(text)), type(behind_last_providers(key)) {}

const ResourceId::Said& ResourceId::nothing() {
  static const Said nothing{std::string()};
  return nothing;
}

ResourceId::ResourceId(std::string_view text) {
  if (!text.empty()) said_ = Shared<const Said>(new Said(normalised(text)));
}

std::string_view ResourceId::name() const {
  const std::string_view text = this->text();
  const auto slash = text.rfind('/');
  return slash == text.npos ? text : text.substr(slash + 1);
}

std::string ResourceId::type() const {
  if (said().type == std::string::npos) {
    return key().find("/resourcegroups/") == std::string::npos
               ? std::string()
               : "Microsoft.Resources/resourceGroups";
  }
  const std::string_view path = std::string_view(text()).substr(said().type);
  const auto second = path.find('/', path.find('/') + 1);
  if (second != path.npos && path.find('/', second + 1) == path.npos)
    return std::string(path.substr(0, second));  // of no child, as most are
  std::string type;
  type.reserve(path.size());
  std::size_t segment = 0;  // the namespace, then types and names in turn
  for (std::size_t from = 0; from <= path.size(); ++segment) {
    const std::size_t end = std::min(path.find('/', from), path.size());
    if (segment % 2 == 1) type += '/';
    if (segment == 0 || segment % 2 == 1) type += path.substr(from, end - from);
    from = end + 1;
  }
  return type;
}

std::string_view ResourceId::subscription() const {
  return segment_after(text(), key(), "/subscriptions/");
}

std::string_view ResourceId::resource_group() const {
  return segment_after(text(), key(), "/resourcegroups/");
}

ResourceId ResourceId::parent() const {
  if (said().type == std::string::npos) return {};
  const std::string_view text = this->text();
  if (std::ranges::count(text.substr(said().type), '/') < 3) return {};
  const auto name = text.rfind('/');
  return ResourceId(text.substr(0, text.rfind('/', name - 1)));
}

ResourceId ResourceId::child(std::string_view type, std::string_view name) const {
  return ResourceId(text() + "/" + std::string(type) + "/" + std::string(name));
}

bool ResourceId::contains(const ResourceId& other) const {
  return !empty() && other.key().starts_with(key()) &&
         (other.key().size() == key().size() || other.key()[key().size()] == '/');
}

ResourceId make_id(std::string_view subscription, std::string_view resource_group,
                   std::string_view type, std::string_view name) {
  return ResourceId("/subscriptions/" + std::string(subscription) + "/resourceGroups/" +
                    std::string(resource_group) + std::string(providers) + std::string(type) + "/" +
                    std::string(name));
}

}  // namespace airtight::azure
