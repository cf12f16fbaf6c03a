#pragma once

#include <airtight/azure/service.h>
#include <airtight/net/dns_name.h>

#include <string_view>

namespace airtight::azure {

// Whether names of the type have parts that only the service knows, so that one which is listed
// somewhere tells more than the resource's own name (D-132, D-137). Compared without case.
bool has_generated_names(std::string_view resource_type);

// A host name that the resource itself, or the interface of an endpoint of a group, lists as its
// own (D-152, D-162): what it says of the catalogue's placeholders joins the service's, where it
// has the form of one of the type's public names and agrees with what is known already. An empty
// group is any. "m1-ab12.westeurope.prometheus.monitor.azure.com" tells the hash "ab12" of the
// account m1.
void tell_placeholders(const net::DnsName& listed, std::string_view group_id, Service& service);

}  // namespace airtight::azure
