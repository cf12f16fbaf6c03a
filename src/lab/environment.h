#pragma once

#include "estate.h"

namespace airtight::lab {

// What a worker of an app finds in its environment, as far as the resources say it.
// Values of settings are in no input that was read.
std::map<std::string, std::string> environment_of(const azure::Resources& resources,
                                                  const Host& worker);

}  // namespace airtight::lab
