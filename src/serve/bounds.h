#pragma once

#include <airtight/serve/http.h>

#include <chrono>
#include <cstddef>

namespace airtight::serve {

// As many connections as the process may have, up to what is configured.
std::size_t room_for(std::size_t configured);

// How long a scraper says that it waits, or as long as App Service lets a request take.
std::chrono::milliseconds patience_of(const HttpRequest& request);

}  // namespace airtight::serve
