#include <airtight/base/text.h>
#include <airtight/input/read.h>
#include <airtight/pull/pull.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <ostream>
#include <thread>

#include "az_token.h"
#include "common.h"

namespace airtight::cli {
namespace {

struct Options {
  pull::Settings settings;
  pull::HttpSettings http;
  int timeout_seconds = 60;
  std::string emit = "-";
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The token's audience is the endpoint itself, as in every cloud of Azure.
Result<pull::Token> find_token(pull::Http& http, const std::string& endpoint) {
  const std::string audience = endpoint.ends_with('/') ? endpoint : endpoint + "/";
  if (const std::string given = environment("AZURE_ACCESS_TOKEN"); !given.empty())
    return pull::read_token(given);
  const std::string identity = environment("IDENTITY_ENDPOINT");
  const std::string header = environment("IDENTITY_HEADER");
  if (!identity.empty() && !header.empty())
    return pull::identity_token(http, identity, header, audience);
  auto text = az_token(audience);
  if (!text) return tl::unexpected(text.error());
  return pull::read_token(*text);
}

// Through the reader of lists: it drops what is secret and brings all into one form and order.
input::ResourceSet resources_of(const pull::Pulled& pulled, Diagnostics& diagnostics) {
  input::Source source;
  source.path = "(what Azure answers)";
  source.text = "[" + join(pulled.resources, ",\n") + "]";
  source.kind = input::Kind::resource_list;
  input::ResourceSet set;
  input::read_resource_list(source, set, diagnostics);
  for (const pull::Shortfall& missing : pulled.missing)
    set.add_gap({missing.what, missing.types, {}});
  return set;
}

void report_shortfalls(const Context& context, const pull::Pulled& pulled) {
  for (const pull::Shortfall& missing : pulled.missing) {
    if (!context.quiet)
      context.streams.err << "warning: not read: " << printable(missing.what)
                          << "; verdicts that need it will be uncertain\n";
  }
}

int run_pull(const Context& context, Options options) {
  options.http.timeout = std::chrono::seconds(options.timeout_seconds);
  options.settings.wait = [&](std::chrono::milliseconds time) {
    if (!context.quiet)
      context.streams.err << "no answer yet, or a busy service: the next try is in "
                          << time.count() / 1000 << " s" << std::endl;
    std::this_thread::sleep_for(time);
  };
  if (context.verbose)
    options.settings.progress = [&](const std::string& what) {
      context.streams.err << "reading " << printable(what) << '\n';
    };
  pull::Http http(options.http);
  const auto token = find_token(http, options.settings.endpoint);
  if (!token) return fail_with(context, token.error());
  const auto pulled = pull::pull(http, *token, options.settings);
  if (!pulled) return fail_with(context, pulled.error());
  Diagnostics diagnostics;
  const input::ResourceSet set = resources_of(*pulled, diagnostics);
  print(context, diagnostics);
  report_shortfalls(context, *pulled);
  if (!context.quiet) context.streams.err << "read " << set.all().size() << " resources\n";
  return emit(context, options.emit, input::to_resource_list(set));
}

}  // namespace

void add_pull(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "pull", "reads what is deployed, with the rights of Reader, and writes a resource list");
  const auto options = std::make_shared<Options>();
  verb->add_option("--subscription", options->settings.subscriptions, "its id; may be repeated")
      ->required()
      ->allow_extra_args(false);
  verb->add_option("-g,--resource-group", options->settings.resource_groups,
                   "only this group; may be repeated")
      ->allow_extra_args(false);
  verb->add_option("--emit", options->emit, "the file to write; - is standard output");
  verb->add_option("--arm-endpoint", options->settings.endpoint,
                   "Azure Resource Manager of another cloud, https://HOST");
  verb->add_option("--ca-bundle", options->http.ca_bundle,
                   "a PEM file of the authorities to trust instead of the system's");
  verb->add_option("--proxy", options->http.proxy, "instead of what https_proxy and no_proxy say");
  verb->add_option("--timeout", options->timeout_seconds, "seconds for one answer")
      ->check(CLI::Range(1, 3600));
  verb->add_flag("-q,--quiet", context.quiet, "only errors");
  verb->add_flag("-v,--verbose", context.verbose, "what is being read");
  verb->callback([&context, &code, options] { code = run_pull(context, *options); });
}

}  // namespace airtight::cli
