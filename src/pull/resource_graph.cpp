#include "resource_graph.h"

#include <set>

namespace airtight::pull {
namespace {

constexpr const char* path = "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01";
constexpr int rows_of_a_page = 1000;  // the most the service gives

bool is_truncated(const Json& page) {
  const auto found = page.find("resultTruncated");
  return found != page.end() && (*found == "true" || *found == true);
}

}  // namespace

Result<std::vector<Json>> query_resource_graph(Client& client, const Settings& settings,
                                               const std::string& query) {
  std::vector<Json> rows;
  std::set<std::string> seen;
  std::string token;
  do {
    if (seen.size() > settings.most_pages)
      return fail("Resource Graph: more than " + std::to_string(settings.most_pages) + " pages");
    Json body{{"subscriptions", settings.subscriptions},
              {"query", query},
              {"options", {{"resultFormat", "objectArray"}, {"$top", rows_of_a_page}}}};
    if (!token.empty()) body["options"]["$skipToken"] = token;
    auto page = client.post(path, body);
    if (!page) return tl::unexpected(page.error());
    const auto data = page->find("data");
    if (data == page->end() || !data->is_array())
      return fail("Resource Graph: the answer has no \"data\", expected an array of rows");
    for (Json& row : *data) rows.push_back(std::move(row));
    token = text_member(*page, "$skipToken");
    if (token.empty() && is_truncated(*page))
      return fail("Resource Graph: the answer is truncated and has no \"$skipToken\" to go on");
    if (!token.empty() && !seen.insert(token).second)
      return fail("Resource Graph: the pages lead back to an earlier one");
  } while (!token.empty());
  return rows;
}

}  // namespace airtight::pull
