#include <airtight/base/text.h>
#include <airtight/lab/ask.h>
#include <airtight/report/lab_replay.h>
#include <airtight/scenario/profile.h>
#include <airtight/scenario/scenario.h>
#include <airtight/scenario/stages.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include "lab.h"
#include "lab_worker.h"

namespace airtight::cli {
namespace {

constexpr std::chrono::milliseconds patience{10000};
constexpr const char* variant = "php";  // the golden one (T-140)

struct Options {
  std::vector<std::string> scripts;
  std::string until;
  std::string program;
};

// The app of the tutorial lies beside this program.
std::string program_of(const Options& options) {
  if (!options.program.empty()) return options.program;
  std::error_code failed;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", failed);
  return (own.parent_path() / "language-detector").string();
}

// The name of a service at its front end; empty where the lab has none.
std::string name_of(const lab::Plan& plan, const verify::Path& path) {
  for (const lab::Edge& edge : plan.edges) {
    if (edge.side != lab::Edge::Side::front_end) continue;
    for (const lab::Door& door : edge.doors)
      if (equal_ignoring_case(door.part.resource_type, path.to_id.type()) &&
          door.name.starts_with(to_lower(path.to_id.name()) + "."))
        return door.name;
  }
  return {};
}

bool is_endpoint(const lab::Plan& plan, const net::Ip& ip) {
  return std::ranges::any_of(plan.edges, [&](const lab::Edge& edge) {
    return edge.side == lab::Edge::Side::endpoint && edge.address == ip;
  });
}

// An answer in the words of the golden table (T-000).
std::string word_of(const lab::Plan& plan, const lab::Reply& reply) {
  const bool aliased = !reply.aliases.empty();
  if (reply.addresses.empty()) {
    if (reply.rcode != "NXDOMAIN") return "BROKEN";
    return aliased ? "NX" : "NONE";
  }
  const net::Ip& ip = reply.addresses.front();
  if (plan.front_ends.contains(ip)) return aliased ? "PUBA" : "PUB";
  return (is_endpoint(plan, ip) ? "PE " : "WRONG ") + net::to_string(ip);
}

std::string predicted_word(const verify::Path& path) {
  const std::string word = scenario::resolves_word(&path);
  return word == "PE" || word == "WRONG" ? word + " " + path.destination : word;
}

// Whose namespace an observer of a replay is; empty where the lab has none. A host of a network
// outside its subnets asks what the network's own resolver is asked.
std::string space_of(const lab::Plan& plan, const std::string& observer) {
  const lab::Kind kind = observer == "app"        ? lab::Kind::app
                         : observer == "internet" ? lab::Kind::internet
                                                  : lab::Kind::resolver;
  if (observer != "app" && observer != "internet" && observer != "vm") return {};
  const auto found = std::ranges::find(plan.spaces, kind, &lab::Space::kind);
  return found == plan.spaces.end() ? "" : found->name;
}

class LabReplay {
 public:
  LabReplay(const std::vector<input::ScriptStep>& steps, const rollout::Replay& predicted,
            std::string program)
      : steps_(steps), predicted_(predicted), worker_(std::move(program)) {}

  Result<std::vector<report::LabStep>> run() {
    std::vector<report::LabStep> all;
    for (const rollout::Step& step : predicted_.steps) {
      auto one = take(step);
      if (!one) return tl::unexpected(one.error());
      all.push_back(std::move(*one));
    }
    return all;
  }

 private:
  Result<report::LabStep> take(const rollout::Step& step) {
    report::LabStep measured{step.index, step.label, step.command, {}, {}};
    azure::Resources resources = resources_at(step.index);
    const bool became_usable = std::exchange(held_back_, hold_back(resources));
    lab::Plan plan = lab::plan(resources);
    if (const auto missing = lab::missing_programs(plan); !missing.empty())
      return fail("a replay takes the programs " + join(missing, ", ") +
                  "; expected the Debian packages nsd, unbound and dnsmasq-base");
    for (const lab::LeftOut& each : plan.left_out)
      measured.notes.push_back("the lab leaves out " + each.what + " (" + each.fact + ")");
    if (auto made = lab_.become(std::move(plan)); !made) return tl::unexpected(made.error());
    add_names(step, measured);
    if (!resources.sites.empty()) {
      const azure::Site& site = resources.sites.front();
      if (auto made = add_app(step, site, became_usable || changes(step, site), measured); !made)
        return tl::unexpected(made.error());
    }
    return measured;
  }

  azure::Resources resources_at(std::size_t index) {
    const auto end = steps_.begin() + static_cast<std::ptrdiff_t>(index) + 1;
    Diagnostics said;  // by the prediction, too
    return input::to_resources(scenario::resources_after({steps_.begin(), end}), said);
  }

  // an integration is usable from the step after the one that makes it.
  bool hold_back(azure::Resources& resources) {
    if (resources.sites.empty()) return false;
    azure::Site& site = resources.sites.front();
    const bool had_none = had_site_ && !integrated_;
    had_site_ = true;
    integrated_ = !site.integration_subnet.absent();
    if (!had_none || !integrated_) return false;
    site.integration_subnet = {};
    return true;
  }

  // a change of the configuration or of the plan.
  static bool changes(const rollout::Step& step, const azure::Site& site) {
    return std::ranges::any_of(step.changed, [&](const azure::ResourceId& changed) {
      return site.id.contains(changed) || changed == site.plan;
    });
  }

  void add_names(const rollout::Step& step, report::LabStep& measured) const {
    const lab::Plan& plan = lab_.plan();
    std::vector<lab::Question> questions;
    std::vector<const verify::Path*> about;
    for (const verify::Path& path : step.paths) {
      const std::string from = space_of(plan, path.from);
      const auto name = net::parse_dns_name(name_of(plan, path));
      if (from.empty() || !name) continue;
      questions.push_back({from, *name});
      about.push_back(&path);
    }
    const auto replies = lab::ask(lab_, questions, patience);
    for (std::size_t i = 0; i < about.size(); ++i)
      measured.cells.push_back({about[i]->from + " -> " + about[i]->to, predicted_word(*about[i]),
                                word_of(plan, replies[i])});
  }

  Result<void> add_app(const rollout::Step& step, const azure::Site& site, bool fetch,
                       report::LabStep& measured) {
    if (auto taken = worker_.take(lab_, site, fetch); !taken) return taken;
    measured.cells.push_back(
        {"references", std::string(to_string(step.references)), worker_.references()});
    const lab::Space* space = lab::space_named(lab_.plan(), site.id.text());
    const std::string host = space == nullptr ? "" : space->environment.at("WEBSITE_HOSTNAME");
    for (const rollout::AppState& app : step.apps) {
      if (app.variant != variant) continue;
      for (const rollout::ActionResult& action : app.actions) {
        const bool page = action.action == "page";
        measured.cells.push_back({action.action, action.result,
                                  page ? Worker::page(lab_, host) : Worker::detect(lab_, host)});
      }
    }
    return {};
  }

  const std::vector<input::ScriptStep>& steps_;
  const rollout::Replay& predicted_;
  lab::Lab lab_;
  Worker worker_;
  bool held_back_ = false;
  bool had_site_ = false;
  bool integrated_ = false;
};

int replay_in_lab(const Context& context, const report::Preamble& preamble,
                  const input::Inputs& inputs, const rollout::Replay& predicted,
                  const std::string& program) {
  const auto steps = LabReplay(inputs.steps, predicted, program).run();
  if (!steps) return fail_with(context, steps.error());
  const bool agree = std::ranges::all_of(*steps, &report::LabStep::agrees);
  const int code = write(context,
                         {report::text_lab_replay(*steps, context.colour()),
                          report::json_lab_replay(preamble, *steps)},
                         agree ? holds : disagreement);
  context.streams.out << std::flush;
  return code;
}

int run_lab_replay(const Context& context, const Options& options) {
  const input::Inputs inputs = input::read_inputs(options.scripts, context.streams.in);
  report::Preamble preamble{"lab-replay", files_of(inputs.sources), inputs.diagnostics};
  const rollout::Replay predicted =
      scenario::replay(inputs.steps, scenario::language_detector(), options.until);
  preamble.diagnostics.insert(preamble.diagnostics.end(), predicted.diagnostics.begin(),
                              predicted.diagnostics.end());
  sort_and_unique(preamble.diagnostics);
  if (has_errors(preamble.diagnostics)) return refuse(context, preamble);
  if (predicted.steps.empty())
    return fail_with(context, "there is no step to replay; expected scripts of az commands");
  print(context, preamble.diagnostics);
  const std::string program = program_of(options);
  return in_lab(context,
                [&] { return replay_in_lab(context, preamble, inputs, predicted, program); });
}

}  // namespace

void add_lab_replay(CLI::App& lab, Context& context, int& code) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = lab.add_subcommand(
      "replay", "follows az scripts in a lab: names, references and the app after each step");
  verb->add_option("SCRIPT", options->scripts, "scripts, run as one shell session")->required();
  verb->add_option("--until", options->until, "end after the step with this label");
  verb->add_option("--program", options->program,
                   "what the app runs, which listens at PORT; else the language detector");
  add_common_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_lab_replay(context, *options); });
}

}  // namespace airtight::cli
