#pragma once

#include <airtight/dns/resolve.h>
#include <airtight/verify/path.h>
#include <airtight/verify/private_space.h>

namespace airtight::verify {

// Whom a workload asks for names. Managed callers see public names.
dns::View view_of(const model::Network& network, const reach::Workload& from);

// The same under one reading, in which platform traffic of an app may leave by the public path and
// ask for public names (D-316, D-318).
dns::View view_of(const model::Network& network, const reach::Workload& from,
                  model::Reading& reading);

// Carries queries of a client and of the servers behind it through the network.
dns::Delivers delivers(const model::Network& network, const reach::Workload& from,
                       model::Reading& reading);

// `intended` is the resource that the name means; null for a name of no service.
AnswerClass class_of(const model::Network& network, const dns::Answer& answer,
                     const model::BackEnd* intended, const std::string& group_id);

}  // namespace airtight::verify
