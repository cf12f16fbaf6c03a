// The HTTP path of the endpoint: octets as Beast reads them, then `respond`. Whatever the request,
// there is a response, its head is whole lines, and who may not see details sees no address.
#include <airtight/serve/respond.h>

#include <boost/beast/http.hpp>

#include "serve/http_octets.h"
#include "target.h"

using namespace airtight;

namespace {

const report::Standings& standings() {
  static const report::Standings made = [] {
    auto measured = std::make_shared<report::Measured>();
    observe::TcpResult tcp;
    tcp.address = net::ipv4(10, 0, 1, 5);
    measured->seen.observations.push_back({"tcp-1", "kv1.vault.azure.net:443", {}, {}, tcp});
    report::Standings all;
    all.from = "app1";
    report::Dependency one;
    one.key = "kv1";
    one.host = "kv1.vault.azure.net";
    one.evidence = measured;
    one.measured = observe::Time{};
    one.standing.sentence = "kv1 is broken: no answer (10.0.1.5)";
    one.seen = {&measured->seen.observations.front()};
    all.dependencies.push_back(std::move(one));
    return all;
  }();
  return made;
}

const serve::Surface& surface() {
  static const serve::Surface made = [] {
    serve::Config config;
    config.access.token = serve::digest_of("a-token-of-thirty-two-characters");
    config.access.platform = serve::platform_token("key");
    return serve::surface_of(config);
  }();
  return made;
}

void require_sound(serve::HttpResponse response) {
  fuzz::require(response.status >= 200 && response.status < 600, "a response has a status");
  fuzz::require(serve::reason_phrase(response.status) != "Unknown", "and a phrase");
  fuzz::require(response.body.find("10.0.1.5") == std::string::npos, "no address is told");
  for (const auto& [name, value] : response.headers) {
    fuzz::require(!name.empty() && name.find_first_of(":\r\n ") == std::string::npos, "a name");
    fuzz::require(value.find_first_of("\r\n") == std::string::npos, "a value is one line");
  }
  fuzz::require(!serve::octets_of(std::move(response), {})->head.empty(), "it can be sent");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string octets = fuzz::text_of(data, size);
  serve::location_of(octets);
  serve::preferred(octets, {"application/json", "text/html"});
  serve::Parser parser;
  parser.eager(true);
  parser.header_limit(16'384);
  parser.body_limit(1'024);
  boost::system::error_code failed;
  parser.put(boost::asio::buffer(octets), failed);
  if (failed && failed != boost::beast::http::error::need_more) {
    if (auto refusal = serve::refusal_of(failed)) require_sound(std::move(*refusal));
    return 0;
  }
  if (!parser.is_header_done()) return 0;
  const serve::HttpRequest request = serve::request_of(parser.get());
  for (const auto refresh : {serve::Refresh::not_tried, serve::Refresh::over_budget}) {
    const serve::Moment moment{observe::Time(std::chrono::hours(1)), refresh, {}};
    serve::Answer answer = serve::respond(request, surface(), standings(), moment);
    if (answer.refresh) {
      fuzz::require(*answer.refresh == "kv1", "only what is declared is measured");
    } else {
      require_sound(std::move(answer.response));
    }
  }
  return 0;
}
