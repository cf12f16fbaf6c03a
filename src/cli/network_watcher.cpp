#include "network_watcher.h"

#include <airtight/base/text.h>

namespace airtight::cli {

Result<std::optional<net::Ip>> address_of(const std::string& text) {
  if (text.empty()) return std::optional<net::Ip>();
  const auto ip = net::parse_ip(text);
  if (!ip)
    return fail("--to is " + in_quotes(text) +
                "; expected an address, such as 10.1.0.4 (resolve gives that of a name)");
  return std::optional<net::Ip>(*ip);
}

int code_of(const verify::Openness& open) { return open.settled() ? holds : undetermined; }

void add_place_options(CLI::App& verb, Context& context, PlaceOptions& options) {
  verb.add_option("INPUT", options.inputs, "resource lists, templates, plans and az scripts")
      ->required();
  verb.add_option("--from", options.from,
                  "where: vm1, app1, subnet:vnet1/snet1, a network interface");
  add_assume_option(verb, context);
  add_input_options(verb, context);
}

}  // namespace airtight::cli
