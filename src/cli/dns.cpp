#include <airtight/serve/dns_server.h>

#include <memory>
#include <ostream>

#include "common.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string from;
  std::string listen = "127.0.0.1:5353";
  std::string forward;
  std::string front_end;
  bool allow_remote = false;
};

constexpr std::uint16_t dns_port = 53;

Result<serve::DnsServer::Options> server_options(const Context& context, const Options& options) {
  serve::DnsServer::Options result;
  const auto listen = serve::parse_socket_address(options.listen, dns_port);
  if (!listen) return tl::unexpected(listen.error());
  if (!serve::is_loopback(listen->ip) && !options.allow_remote)
    return fail("--listen is " + serve::to_string(*listen) +
                ", which other machines may reach; expected a loopback address such as "
                "127.0.0.1:5353, or --allow-remote");
  result.listen = *listen;
  if (!options.forward.empty()) {
    const auto forward = serve::parse_socket_address(options.forward, dns_port);
    if (!forward) return tl::unexpected(forward.error());
    if (forward->ip == listen->ip && forward->port == listen->port)
      return fail("--forward is " + serve::to_string(*forward) +
                  ", where this server listens itself; expected another one");
    result.forward = *forward;
  }
  result.ends_on_signals = true;
  if (context.verbose)
    result.log = [&context](const std::string& line) { context.streams.err << line << std::endl; };
  return result;
}

Result<std::optional<net::Ip>> front_end_of(const std::string& text) {
  if (text.empty()) return std::optional<net::Ip>();
  const auto ip = net::parse_ip(text);
  if (!ip) return tl::unexpected(ip.error());
  if (ip->family != net::Family::v4)
    return fail("--front-end is " + text + "; expected an IPv4 address (front ends have no other)",
                {"R-35"});
  return std::optional(*ip);
}

int run_dns(const Context& context, const Options& options) {
  const auto how = server_options(context, options);
  if (!how) return fail_with(context, how.error());
  const auto front_end = front_end_of(options.front_end);
  if (!front_end) return fail_with(context, front_end.error());
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const Loaded loaded = load(context, options.inputs);
  print(context, loaded.diagnostics);
  if (has_errors(loaded.diagnostics)) return bad_input;
  const auto workload = verify::find_workload(loaded.network, options.from);
  if (!workload) return fail_with(context, workload.error());
  auto server = serve::DnsServer::listen(
      {loaded.network, *workload, {how->forward.has_value(), *front_end, *assumptions}}, *how);
  if (!server) return fail_with(context, server.error());
  if (!context.quiet)
    context.streams.err << "answering as " << workload->name << " on "
                        << serve::to_string(server->address()) << ", UDP and TCP" << std::endl;
  server->run();
  return holds;
}

}  // namespace

void add_dns(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand("dns", "a DNS server that answers as a workload's would");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs, "resource lists, templates, plans and az scripts")
      ->required();
  verb->add_option("--from", options->from, "whose answers")->required();
  verb->add_option("--listen", options->listen, "ADDRESS:PORT on the loopback, 127.0.0.1:5353");
  verb->add_option("--forward", options->forward,
                   "ADDRESS[:PORT] of a server for public names the input says nothing about; else "
                   "they are refused");
  verb->add_option("--front-end", options->front_end,
                   "an address to give for public front ends; else they are SERVFAIL");
  verb->add_flag("--allow-remote", options->allow_remote,
                 "listen on an address that other machines reach");
  add_assume_option(*verb, context);
  verb->add_option("--surroundings", context.surroundings,
                   "what no resource says: sites, DNS servers, appliances, public names");
  verb->add_flag("-q,--quiet", context.quiet, "only errors");
  verb->add_flag("-v,--verbose", context.verbose, "notes, and a line for each reply");
  verb->callback([&context, &code, options] { code = run_dns(context, *options); });
}

}  // namespace airtight::cli
