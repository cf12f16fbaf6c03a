#include "own_metrics.h"

namespace airtight::serve {

std::string own_metrics(const HttpCounts& counts) {
  std::string text =
      "# HELP airtight_http_requests_total Requests answered, by status code\n"
      "# TYPE airtight_http_requests_total counter\n";
  for (const auto& [status, count] : counts.requests)
    text += "airtight_http_requests_total{code=\"" + std::to_string(status) + "\"} " +
            std::to_string(count) + "\n";
  const auto one = [&](const std::string& name, const char* type, const char* help,
                       std::size_t value) {
    text += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n" + name + " " +
            std::to_string(value) + "\n";
  };
  one("airtight_http_connections", "gauge", "Connections that are open", counts.connections);
  one("airtight_http_connections_closed_early_total", "counter",
      "Connections that made room for another one", counts.closed_early);
  one("airtight_http_event_subscribers", "gauge", "Connections that listen to events",
      counts.subscribers);
  return text;
}

}  // namespace airtight::serve
