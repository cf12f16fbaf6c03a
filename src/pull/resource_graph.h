#pragma once

#include "client.h"

namespace airtight::pull {

// The rows of a query of Resource Graph, all pages: POST /providers/Microsoft.ResourceGraph/
// resources with "$skipToken" (I-372). The query must order by id, else pages overlap.
Result<std::vector<Json>> query_resource_graph(Client& client, const Settings& settings,
                                               const std::string& query);

}  // namespace airtight::pull
