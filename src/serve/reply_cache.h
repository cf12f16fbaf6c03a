#pragma once

#include <airtight/serve/respond.h>

#include <map>
#include <memory>
#include <string>

#include "http_octets.h"

namespace airtight::serve {

// What a response may depend on, as one text; what standings it is of goes without saying, because
// new ones empty the cache.
std::string cache_key(const HttpRequest& request, const ReplyForm& form, const Surface& surface);

// Replies that are the same for equal requests. Small: when it is full it is emptied.
class ReplyCache {
 public:
  std::shared_ptr<const Octets> find(const std::string& key) const;
  void keep(const std::string& key, std::shared_ptr<const Octets> octets);
  void clear() { replies_.clear(); }

 private:
  std::map<std::string, std::shared_ptr<const Octets>> replies_;
};

}  // namespace airtight::serve
