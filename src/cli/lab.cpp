#include "lab.h"

#include <airtight/lab/lab.h>

#include <ostream>

namespace airtight::cli {

int in_lab(const Context& context, const std::function<int()>& work) {
  context.streams.out << std::flush;
  context.streams.err << std::flush;
  const auto code = lab::in_own_namespaces(work);
  return code ? *code : fail_with(context, code.error());
}

void add_lab(CLI::App& app, Context& context, int& code) {
  CLI::App* lab =
      app.add_subcommand("lab", "the network as Linux namespaces: try it before it is deployed");
  lab->require_subcommand(1);
  add_lab_up(*lab, context, code);
  add_lab_replay(*lab, context, code);
  add_lab_test(*lab, context, code);
  add_lab_fuzz(*lab, context, code);
}

}  // namespace airtight::cli
