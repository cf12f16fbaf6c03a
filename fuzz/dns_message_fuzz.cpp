// Any octets are a DNS message or are refused; what was read is written and read again as it was;
// and the server answers them, or is silent, with a message that can be read.
#include <airtight/serve/dns_view.h>

#include "target.h"

using namespace airtight;

namespace {

const serve::PredictedView& view() {
  static const serve::PredictedView empty = [] {
    Diagnostics diagnostics;
    return serve::PredictedView(model::build({}, diagnostics), {}, {true, {}});
  }();
  return empty;
}

void require_readable(const wire::Message& reply, std::string_view query) {
  const std::size_t most = serve::largest_reply(reply, query);
  const std::string octets = wire::write_message(reply, most);
  fuzz::require(octets.size() <= most, "a reply is no larger than the client takes");
  const auto read = wire::read_message(octets);
  fuzz::require(read.has_value() && read->response, "a reply can be read");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string octets = fuzz::text_of(data, size);
  const auto read = wire::read_message(octets);
  if (read) {
    const std::string written = wire::write_message(*read);
    const auto again = wire::read_message(written);
    fuzz::require(again.has_value(), "what is written can be read");
    fuzz::require(*again == *read || again->truncated, "what is read again is what was read");
  }
  const auto response = view().respond(octets);
  if (const auto* reply = std::get_if<wire::Message>(&response)) {
    require_readable(*reply, octets);
    const bool refused =
        reply->rcode == wire::rcode::formerr || reply->rcode == wire::rcode::notimp;
    fuzz::require(read.has_value() || refused, "a malformed query is refused");
  } else if (const auto* forward = std::get_if<serve::Forward>(&response)) {
    require_readable(serve::forwarded_reply(*forward, octets), octets);
    fuzz::require(wire::read_message(serve::forwarded_query(*forward, 1)).has_value(),
                  "a forwarded query can be read");
  }
  return 0;
}
