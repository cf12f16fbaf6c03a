#include <airtight/base/text.h>
#include <airtight/input/surroundings.h>
#include <airtight/lab/random_network.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "lab.h"
#include "lab_explained.h"
#include "lab_flows.h"
#include "lab_names.h"

namespace airtight::cli {
namespace {

struct Options {
  std::string seeds = "1-20";
  std::string keep;
  std::string size = "small";
  std::vector<std::string> weights;
  bool stop = false;
  bool first = false;
  bool flows_only = false;
};

struct Tally {
  std::size_t networks = 0;
  std::size_t refused = 0;
  std::size_t flows = 0;
  std::size_t open = 0;
  std::size_t allowed = 0;
  std::size_t disagreements = 0;
  std::size_t names = 0;
  std::map<Explanation, std::size_t> explained{};
};

const std::vector<Service> services{{net::Protocol::tcp, net::Port{443}},
                                    {net::Protocol::tcp, net::Port{22}},
                                    {net::Protocol::udp, net::Port{443}},
                                    {net::Protocol::icmp, net::Port{0}}};
const std::vector<std::uint16_t> ports{22, 443};
constexpr std::chrono::milliseconds patience{60};
constexpr std::chrono::milliseconds patience_with_servers{2000};

// Addresses that nobody has who is written down.
std::vector<net::Ip> strangers() {
  return {net::ipv4(8, 8, 8, 8),    net::ipv4(10, 200, 0, 4), net::ipv4(10, 200, 1, 4),
          net::ipv4(172, 20, 0, 4), net::ipv4(100, 64, 9, 9), net::ipv4(25, 5, 0, 1),
          net::ipv4(10, 99, 0, 9),  net::ipv4(25, 4, 8, 4),   net::ipv4(52, 10, 0, 9)};
}

// Both readers' view of a random network.
struct World {
  azure::Resources resources;
  Diagnostics diagnostics;
};

World read(const lab::Statements& statements) {
  const std::string list = "/run/network.json";
  const std::string around = "/run/surroundings.json";
  std::ofstream(list) << lab::resource_list(statements);
  std::ofstream(around) << lab::surroundings_file(statements);
  std::istringstream nothing;
  const input::Inputs inputs = input::read_inputs(std::vector{list}, nothing);
  World world{{}, inputs.diagnostics};
  world.resources = input::to_resources(inputs.resources, world.diagnostics);
  world.resources.surroundings = input::read_surroundings(around, world.diagnostics);
  return world;
}

// All that was tried in one network; nothing where Azure would refuse it, which `refused` says.
struct Attempt {
  std::string refused;
  std::vector<FlowCheck> checks;
  std::vector<NameCheck> names;
  lab::Plan plan;
};

Attempt try_out(const lab::Statements& statements, bool with_names) {
  World world = read(statements);
  lab::Plan plan = lab::plan(world.resources);
  plan.edges.clear();  // where they listen, here is who says that he was reached
  if (!with_names) plan.servers.clear();
  const model::Network network = model::build(std::move(world.resources), world.diagnostics);
  Attempt attempt{{}, {}, {}, plan};
  for (const Diagnostic& each : world.diagnostics) {
    if (each.severity != Severity::error) continue;
    attempt.refused = airtight::to_string(each);
    return attempt;
  }
  lab::Lab lab;
  if (const auto made = lab.become(plan); !made) {
    attempt.refused = made.error().message;
    return attempt;
  }
  lab::Traffic traffic(lab, ports);
  attempt.checks = flow_checks(network, plan, strangers(), services);
  measure(traffic, attempt.checks, patience);
  attempt.names = name_checks(network, plan);
  measure(lab, attempt.names, patience_with_servers);
  return attempt;
}

std::string text_of(const NameCheck& check, const lab::Plan& plan) {
  return check.question.from + " asks " + check.question.name.text() +
         "\n  model:    " + text_of_predicted(check) +
         "\n  resolver: " + text_of_seen(check, plan) + "\n";
}

std::string text_of(const FlowCheck& check) {
  std::string text = check.trial.from + " -> " + net::to_string(check.trial.destination) + " " +
                     std::string(net::to_string(check.trial.protocol)) + " " +
                     std::to_string(check.trial.port.number) + "\n  model:  " +
                     std::string(verify::to_string(check.predicted.verdict.judgement)) + " " +
                     std::string(reach::to_string(check.predicted.verdict.reason)) + "\n";
  for (const auto& step : check.predicted.trace)
    text += "    " + step.summary + " [" + join(step.facts, ", ") + "]\n";
  text += "  kernel: " + std::string(lab::to_string(check.seen.outcome)) +
          (check.seen.by.empty() ? "" : " by " + check.seen.by) +
          (check.seen.source ? ", who saw " + net::to_string(*check.seen.source) : "") + "\n";
  return text;
}

bool same_flow(const FlowCheck& a, const FlowCheck& b) { return a.trial == b.trial; }

// Leaves statements out while the same flow still disagrees, and the lab leaves no more out: what
// refers to nothing disagrees for a reason of its own.
lab::Statements minimised(lab::Statements world, std::size_t left_out, const FlowCheck& check,
                          FlowCheck& now) {
  const auto still = [&](const lab::Statements& fewer) {
    const Attempt attempt = try_out(fewer, false);
    if (attempt.plan.left_out.size() > left_out) return false;
    for (const FlowCheck& each : attempt.checks) {
      if (!same_flow(each, check) || agreement(each) != Agreement::disagrees) continue;
      now = each;
      return true;
    }
    return false;
  };
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (std::size_t size = world.size() / 2; size > 0; size /= 2) {
    for (std::size_t at = 0; at < world.size() && std::chrono::steady_clock::now() < until;) {
      lab::Statements fewer = world;
      const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      fewer.erase(first,
                  fewer.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, fewer.size())));
      if (still(fewer))
        world = std::move(fewer);
      else
        at += size;
    }
  }
  return world;
}

class Fuzz {
 public:
  Fuzz(const Context& context, Options options, lab::Dials dials)
      : out_(context.streams.out), options_(std::move(options)), dials_(dials) {}

  int run(std::uint32_t first, std::uint32_t last) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    for (std::uint32_t seed = first; seed <= last; ++seed) {
      one(seed);
      if ((options_.stop || options_.first) && tally_.disagreements > 0) break;
    }
    report_tally();
    return tally_.disagreements > 0 ? disagreement : tally_.refused > 0 ? violated : holds;
  }

 private:
  void one(std::uint32_t seed) {
    const lab::Statements statements = lab::random_network(seed, dials_);
    const Attempt attempt = try_out(statements, !options_.flows_only);
    if (!attempt.refused.empty()) {
      ++tally_.refused;
      out_ << "seed " << seed << " is refused: " << attempt.refused << "\n" << std::flush;
      return;
    }
    ++tally_.networks;
    const FlowCheck* first = nullptr;
    for (const FlowCheck& each : attempt.checks)
      if (count(each) && first == nullptr) first = &each;
    if (first != nullptr) report(seed, statements, attempt.plan.left_out.size(), *first);
    const NameCheck* name = nullptr;
    for (const NameCheck& each : attempt.names)
      if (count(each, attempt.plan) && name == nullptr) name = &each;
    if (name != nullptr)
      out_ << "seed " << seed << ": " << text_of(*name, attempt.plan) << std::flush;
  }

  bool count(const NameCheck& check, const lab::Plan& plan) {
    const Agreement is = agreement(check, plan);
    if (is == Agreement::open) {
      ++tally_.open;
      return false;
    }
    ++tally_.names;
    if (is == Agreement::explained) ++tally_.explained[*explanation_of(check)];
    if (is == Agreement::disagrees) ++tally_.disagreements;
    return is == Agreement::disagrees;
  }

  // Whether it is a disagreement.
  bool count(const FlowCheck& check) {
    const Agreement is = agreement(check);
    if (is == Agreement::open) {
      ++tally_.open;
      return false;
    }
    ++tally_.flows;
    if (check.seen.outcome == lab::Outcome::answered) ++tally_.allowed;
    if (is == Agreement::explained) ++tally_.explained[*explanation_of(check)];
    if (is == Agreement::disagrees) ++tally_.disagreements;
    return is == Agreement::disagrees;
  }

  void report_tally() {
    out_ << tally_.networks << " networks, " << tally_.flows << " flows compared ("
         << tally_.allowed << " arrive), " << tally_.names << " names, " << tally_.open
         << " left open by the model, " << tally_.refused << " networks refused, "
         << tally_.disagreements << " disagreements\n";
    for (const auto& [explanation, count] : tally_.explained)
      out_ << count << " differ by " << explanation.fact << ": " << explanation.why << "\n";
    out_ << std::flush;
  }

  void report(std::uint32_t seed, const lab::Statements& statements, std::size_t left_out,
              const FlowCheck& check) {
    FlowCheck now = check;
    const bool small = options_.stop || !options_.keep.empty();
    const lab::Statements fewest = small ? minimised(statements, left_out, check, now) : statements;
    out_ << "seed " << seed << ": " << text_of(now);
    if (options_.stop) out_ << lab::resource_list(fewest) << lab::surroundings_file(fewest);
    if (!options_.keep.empty()) keep(seed, fewest, now);
    out_ << std::flush;
  }

  void keep(std::uint32_t seed, const lab::Statements& fewest, const FlowCheck& check) {
    const std::filesystem::path folder =
        std::filesystem::path(options_.keep) / ("seed-" + std::to_string(seed));
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    std::ofstream(folder / "resources.json") << lab::resource_list(fewest);
    std::ofstream(folder / "surroundings.json") << lab::surroundings_file(fewest);
    std::ofstream traces(folder / "traces.txt");
    traces << text_of(check);
    if (!traces) out_ << "nothing could be written to " << folder.string() << "\n";
  }

  std::ostream& out_;
  Options options_;
  lab::Dials dials_;
  Tally tally_;
};

Result<std::pair<std::uint32_t, std::uint32_t>> range_of(const std::string& text) {
  std::istringstream in(text);
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  char dash = 0;
  if (in >> first && in.eof()) return std::pair(first, first);
  if (in >> dash >> last && dash == '-' && first <= last && in.eof()) return std::pair(first, last);
  return fail("--seeds is \"" + text + "\"; expected a number or a range such as 1-300");
}

// Without the programs that answer names, flows are all that is compared.
Options able(const Context& context, Options options) {
  lab::Plan any;
  for (const auto program : {lab::Server::Program::nsd, lab::Server::Program::unbound})
    any.servers.push_back({.program = program, .name = {}, .space = {}, .address = {}});
  const auto missing = lab::missing_programs(any);
  if (!options.flows_only && !missing.empty()) {
    context.streams.err << "note: no names without " << join(missing, ", ") << "\n";
    options.flows_only = true;
  }
  return options;
}

int run_fuzz(const Context& context, const Options& options) {
  const auto range = range_of(options.seeds);
  if (!range) return fail_with(context, range.error());
  lab::Dials dials;
  if (options.size == "medium") dials.networks = 6;
  if (options.size == "large") dials.networks = 12;
  return exit_code(
      context, in_lab(context, [&] {
        return Fuzz(context, able(context, options), dials).run(range->first, range->second);
      }));
}

}  // namespace

void add_lab_fuzz(CLI::App& lab, Context& context, int& code) {
  CLI::App* verb = lab.add_subcommand(
      "fuzz", "random networks: what the model says of flows against what the kernel does");
  const auto options = std::make_shared<Options>();
  verb->add_option("--seeds", options->seeds, "a number, or a range: 1-300");
  verb->add_option("--size", options->size, "of each network")
      ->check(CLI::IsMember({"small", "medium", "large"}));
  verb->add_option("--keep", options->keep,
                   "directory for the smallest network of each disagreement, with both traces");
  verb->add_flag("--flows-only", options->flows_only, "no servers and no names");
  verb->add_flag("--first", options->first, "ends at the first disagreement");
  verb->add_flag("--stop", options->stop, "at the first disagreement, which is made smallest");
  verb->callback([&context, &code, options] { code = run_fuzz(context, *options); });
}

}  // namespace airtight::cli
