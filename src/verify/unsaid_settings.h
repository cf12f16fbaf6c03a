#pragma once

#include <airtight/azure/site.h>

#include <string>
#include <vector>

namespace airtight::verify {

// What of an app's settings is not known, in words: each may name one more back end. An app that
// Azure gave out, which its default host name tells, is without its settings: none of them
// is not the same as no settings.
std::vector<std::string> unsaid_settings(const azure::Site& site);

}  // namespace airtight::verify
