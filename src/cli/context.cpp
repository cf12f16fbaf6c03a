#include <airtight/base/text.h>
#include <airtight/report/json.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <ostream>

#include "common.h"

// What of a verb needs no model, so that airtight-probe has it, too.

namespace airtight::cli {
namespace {

struct Failure {
  std::string_view word;
  int code;
};
constexpr std::array failures{Failure{"violated", violated}, Failure{"disagreement", disagreement},
                              Failure{"undetermined", undetermined}};

std::vector<std::string> failure_words() {
  std::vector<std::string> words;
  for (const Failure& failure : failures) words.emplace_back(failure.word);
  return words;
}

std::string body(const Report& report, const std::string& format) {
  const auto further = report.further.find(format);
  if (further != report.further.end()) return further->second();
  return format == "json" ? report.json : report.text;
}

// "FORMAT=FILE" with a format of the verb.
CLI::Validator output_of(const Formats& formats) {
  const auto fault = [formats](const std::string& text) {
    const auto equals = text.find('=');
    const bool known = std::ranges::count(formats, text.substr(0, equals)) > 0;
    if (known && equals != std::string::npos && equals + 1 < text.size()) return std::string();
    return "--output is " + in_quotes(text) + "; expected FORMAT=FILE with " + join(formats, ", ");
  };
  return CLI::Validator(fault, "FORMAT=FILE", "output");
}

}  // namespace

bool Context::colour() const {
  return streams.terminal && !no_colour && std::getenv("NO_COLOR") == nullptr;
}

int write(const Context& context, const Report& report, int code) {
  for (const std::string& output : context.outputs) {
    const auto equals = output.find('=');
    const std::string path = output.substr(equals + 1);
    std::ofstream file(path, std::ios::binary);
    file << body(report, output.substr(0, equals));
    if (!file.flush()) return fail_with(context, "cannot write " + in_quotes(path));
  }
  if (context.outputs.empty()) context.streams.out << body(report, context.format);
  return exit_code(context, code);
}

int exit_code(const Context& context, int code) {
  if (code == holds || code == bad_input) return code;
  if (context.exit_zero) return holds;
  if (context.fail_on.empty()) return code;
  return std::ranges::any_of(failures,
                             [&](const auto& failure) {
                               return failure.code == code &&
                                      std::ranges::count(context.fail_on, failure.word) > 0;
                             })
             ? code
             : holds;
}

void print(const Context& context, const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::error && context.quiet) continue;
    if (diagnostic.severity == Severity::note && !context.verbose) continue;
    if (diagnostic.severity != Severity::error)
      context.streams.err << to_string(diagnostic.severity) << ": ";
    context.streams.err << to_string(diagnostic) << '\n';
  }
}

int fail_with(const Context& context, const Error& error) {
  print(context, {{Severity::error, error.where, error.message, error.facts}});
  return bad_input;
}

int fail_with(const Context& context, const std::string& message) {
  Error error;
  error.message = message;
  return fail_with(context, error);
}

int refuse(const Context& context, const report::Preamble& preamble) {
  print(context, preamble.diagnostics);
  if (context.format == "json") context.streams.out << report::json_diagnostics(preamble);
  return bad_input;
}

int worse(int a, int b) {
  const auto gravity = [](int code) {
    constexpr std::array order{holds, undetermined, disagreement, violated, bad_input};
    return std::ranges::find(order, code) - order.begin();
  };
  return gravity(a) < gravity(b) ? b : a;
}

void add_common_options(CLI::App& verb, Context& context, const Formats& formats) {
  verb.add_option("--format", context.format, join(formats, ", "))->check(CLI::IsMember(formats));
  verb.add_option("-o,--output", context.outputs, "FORMAT=FILE; may be repeated")
      ->allow_extra_args(false)
      ->check(output_of(formats));
  verb.add_flag("-q,--quiet", context.quiet, "only errors and the result");
  verb.add_flag("-v,--verbose", context.verbose, "notes too");
  verb.add_flag("--no-color", context.no_colour, "no colours (NO_COLOR does the same)");
  verb.add_flag("--exit-zero", context.exit_zero, "exit 0 unless the input is wrong");
  verb.add_option("--fail-on", context.fail_on, "violated, disagreement or undetermined; else all")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember(failure_words()));
}

}  // namespace airtight::cli
