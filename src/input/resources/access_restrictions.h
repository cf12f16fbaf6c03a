#pragma once

#include <airtight/azure/site.h>
#include <airtight/base/diagnostic.h>
#include <airtight/input/value.h>

namespace airtight::input::resources {

// One list of a site's configuration, such as "ipSecurityRestrictions" (N-329). The lists are
// looked for in each of the objects, the first that has one counts.
azure::AccessRestrictions read_restrictions(const std::vector<const Value*>& configurations,
                                            std::string_view list, const Value& site,
                                            Diagnostics& diagnostics);

}  // namespace airtight::input::resources
