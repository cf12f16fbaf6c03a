#pragma once

#include <airtight/model/reading.h>
#include <airtight/reach/workload.h>

namespace airtight::reach {

// Whether a class of an app's platform traffic, such as "imagePullTraffic", enters the network of
// its integration, and so asks that network's DNS (N-232, N-239, D-316, D-318, D-319). True for an
// app's own traffic.
bool enters_by_class(const Workload& from, model::Reading& reading);

}  // namespace airtight::reach
