#pragma once

#include <airtight/cli/run.h>
#include <airtight/input/read.h>
#include <airtight/model/network.h>
#include <airtight/report/preamble.h>
#include <airtight/verify/path.h>
#include <airtight/verify/policy.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace airtight::cli {

inline constexpr int holds = 0;
inline constexpr int violated = 1;
inline constexpr int bad_input = 2;
inline constexpr int undetermined = 3;
inline constexpr int disagreement = 4;

// What a verb is given: options that all verbs have, and where to write.
struct Context {
  Streams streams;
  std::string format = "text";
  std::vector<std::string> outputs{};     // "json=FILE"
  std::vector<std::string> assume{};      // "C-06=symmetric"
  std::string surroundings{};             // a file of what no resource says
  std::vector<std::string> parameters{};  // of the templates' deployment (I-032)
  std::string subscription{};             // its target (I-006); empty for the default
  std::string resource_group{};
  std::string location{};
  bool quiet = false;
  bool verbose = false;
  bool no_colour = false;
  bool exit_zero = false;
  std::string today{};                 // "2027-03-31"; empty: the clock's
  std::vector<std::string> fail_on{};  // words for exit codes; empty: all

  bool colour() const;
};

// A report in the formats it comes in. Those of `further` are made when they are asked for.
struct Report {
  std::string text;
  std::string json;
  std::map<std::string, std::function<std::string()>> further{};
};

// Writes the report in the format asked for and to the files asked for. Returns `code`, or 2 when
// a file cannot be written.
int write(const Context& context, const Report& report, int code);

// Writes a resource list to a file, or to standard output for "-".
int emit(const Context& context, const std::string& path, const std::string& list);

// The code after --exit-zero and --fail-on; wrong input is never hidden.
int exit_code(const Context& context, int code);

// Errors go to standard error whatever is asked; warnings and notes unless --quiet.
void print(const Context& context, const Diagnostics& diagnostics);
int fail_with(const Context& context, const Error& error);
int fail_with(const Context& context, const std::string& message);

// The inputs of one side of a question, read and modelled.
struct Loaded {
  input::Inputs inputs;
  model::Network network;
  Diagnostics diagnostics;  // of reading and of the model, sorted

  report::Preamble preamble(const std::string& command) const;
};
model::Network model_of(const Context& context, const input::ResourceSet& set,
                        Diagnostics& diagnostics);
// `base`: another state, to which parameters that it does not have say nothing.
Loaded load(const Context& context, const std::vector<std::string>& paths, bool base = false);

std::vector<report::InputFile> files_of(const std::vector<input::Source>& sources);

// What of the names has been seen to fail elsewhere (docs/lints.md). Advice: no code depends on it.
void add_lints(const model::Network& network, Diagnostics& diagnostics);

// Prints what is wrong, as text or as a document. Returns 2.
int refuse(const Context& context, const report::Preamble& preamble);

Result<verify::Assumptions> assumptions_of(const Context& context);

// One of some protocols by its name, whatever the case.
Result<net::Protocol> protocol_of(const std::string& text, std::span<const net::Protocol> among);

// Reads "--policy"; nothing asked is a policy without assertions. Prints what is wrong with it.
std::optional<verify::Policy> policy_of(const Context& context, const std::string& path);

// 1 when an assertion fails, else 3 when one is undetermined, else 0, of those that count; and the
// graver of two codes.
int code_of(const std::vector<verify::PolicyResult>& results);
int worse(int a, int b);

// The exit code of one verdict that was hoped to allow.
int code_of(const verify::Verdict& verdict);

// Options that every verb takes, and those of verbs that take INPUT.
using Formats = std::vector<std::string>;
inline const Formats plain_formats{"text", "json"};
void add_common_options(CLI::App& verb, Context& context, const Formats& formats = plain_formats);
void add_assume_option(CLI::App& verb, Context& context);
void add_input_options(CLI::App& verb, Context& context, const Formats& formats = plain_formats);

// One function for each verb: declares its options; `code` gets its result when it is chosen.
void add_replay(CLI::App& app, Context& context, int& code);
void add_what_if(CLI::App& app, Context& context, int& code);
void add_explain(CLI::App& app, Context& context, int& code);
void add_resolve(CLI::App& app, Context& context, int& code);
void add_dns(CLI::App& app, Context& context, int& code);
void add_effective_routes(CLI::App& app, Context& context, int& code);
void add_effective_nsg(CLI::App& app, Context& context, int& code);
void add_next_hop(CLI::App& app, Context& context, int& code);
void add_check(CLI::App& app, Context& context, int& code);
void add_prove(CLI::App& app, Context& context, int& code);
void add_inventory(CLI::App& app, Context& context, int& code);
void add_pull(CLI::App& app, Context& context, int& code);
void add_scenario(CLI::App& app, Context& context, int& code);

}  // namespace airtight::cli
