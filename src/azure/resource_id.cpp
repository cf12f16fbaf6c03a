#include <airtight/azure/resource_id.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <vector>

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

// The segment after `/name/`, found without case; empty if there is none.
std::string_view segment_after(const std::string& text, const std::string& key,
                               std::string_view name) {
  const auto start = key.find(name);
  if (start == std::string::npos) return {};
  const auto begin = start + name.size();
  return std::string_view(text).substr(begin, key.find('/', begin) - begin);
}

}  // namespace

ResourceId::ResourceId(std::string_view text) : text_(normalised(text)), key_(to_lower(text_)) {}

std::string_view ResourceId::name() const {
  const auto slash = text_.rfind('/');
  return slash == std::string::npos ? std::string_view(text_)
                                    : std::string_view(text_).substr(slash + 1);
}

std::string ResourceId::type() const {
  const auto start = key_.rfind(providers);
  if (start == std::string::npos) {
    return key_.find("/resourcegroups/") == std::string::npos
               ? std::string()
               : "Microsoft.Resources/resourceGroups";
  }
  const std::string_view path = std::string_view(text_).substr(start + providers.size());
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
  return segment_after(text_, key_, "/subscriptions/");
}

std::string_view ResourceId::resource_group() const {
  return segment_after(text_, key_, "/resourcegroups/");
}

ResourceId ResourceId::parent() const {
  const auto start = key_.rfind(providers);
  if (start == std::string::npos) return {};
  const auto parts = split(std::string_view(text_).substr(start + providers.size()), '/');
  if (parts.size() <= 3) return {};
  const auto name = text_.rfind('/');
  return ResourceId(std::string_view(text_).substr(0, text_.rfind('/', name - 1)));
}

ResourceId ResourceId::child(std::string_view type, std::string_view name) const {
  return ResourceId(text_ + "/" + std::string(type) + "/" + std::string(name));
}

bool ResourceId::contains(const ResourceId& other) const {
  return !empty() && other.key_.starts_with(key_) &&
         (other.key_.size() == key_.size() || other.key_[key_.size()] == '/');
}

ResourceId make_id(std::string_view subscription, std::string_view resource_group,
                   std::string_view type, std::string_view name) {
  return ResourceId("/subscriptions/" + std::string(subscription) + "/resourceGroups/" +
                    std::string(resource_group) + std::string(providers) + std::string(type) + "/" +
                    std::string(name));
}

}  // namespace airtight::azure
