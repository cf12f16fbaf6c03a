#include "reply_cache.h"

namespace airtight::serve {
namespace {

constexpr std::size_t most_kept = 64;

}  // namespace

std::string cache_key(const HttpRequest& request, const ReplyForm& form, const Surface& surface) {
  const auto view = view_of(request, surface.access);
  std::string key(form.keep_alive ? "k" : "c");
  key += view == report::View::details ? 'd' : 'r';
  key += request.count("Authorization") > 0 ? 'a' : '-';
  key += request.version >= 11 ? '1' : '0';
  for (const std::string_view name : {"Host", "Accept"}) {
    key += '\n' + std::to_string(request.count(name)) + ' ';
    key += request.header(name).value_or("");
  }
  return key + '\n' + request.method + ' ' + request.target;
}

std::shared_ptr<const Octets> ReplyCache::find(const std::string& key) const {
  const auto found = replies_.find(key);
  return found == replies_.end() ? nullptr : found->second;
}

void ReplyCache::keep(const std::string& key, std::shared_ptr<const Octets> octets) {
  if (replies_.size() >= most_kept) replies_.clear();
  replies_[key] = std::move(octets);
}

}  // namespace airtight::serve
