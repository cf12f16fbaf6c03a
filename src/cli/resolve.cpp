#include <airtight/base/text.h>
#include <airtight/report/json.h>
#include <airtight/report/text.h>
#include <airtight/verify/name_answer.h>

#include <memory>

#include "batch.h"
#include "common.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> words;  // INPUT… NAME
  std::string from;
  std::string type = "A";
  std::string batch;
};

Result<azure::RecordType> type_of(const std::string& text) {
  if (equal_ignoring_case(text, "A")) return azure::RecordType::a;
  if (equal_ignoring_case(text, "AAAA")) return azure::RecordType::aaaa;
  if (equal_ignoring_case(text, "CNAME")) return azure::RecordType::cname;
  return fail("type is \"" + printable(text) + "\"; expected A, AAAA or CNAME");
}

struct Answered {
  verify::Resolution resolution;
  verify::Staleness staleness;
};

Result<Answered> resolve(const model::Network& network, const std::string& from,
                         const std::string& name, const std::string& type,
                         const verify::Assumptions& assumptions) {
  const auto workload = verify::find_workload(network, from);
  if (!workload) return tl::unexpected(workload.error());
  const auto known = type_of(type);
  if (!known) return tl::unexpected(known.error());
  const auto host = net::parse_dns_name(name);
  if (!host) return tl::unexpected(host.error());
  verify::Resolution resolution =
      verify::answer_name(network, *workload, *host, *known, assumptions).resolution;
  verify::Staleness staleness = verify::staleness(*workload, resolution.answer);
  return Answered{std::move(resolution), std::move(staleness)};
}

int code_of_answer(const verify::Resolution& resolution) {
  switch (resolution.answer_class) {
    case verify::AnswerClass::broken:
      return violated;
    case verify::AnswerClass::unproven:
      return undetermined;
    case verify::AnswerClass::open_public:
    case verify::AnswerClass::wrong:
    case verify::AnswerClass::private_address:
      return holds;
  }
  return undetermined;
}

int resolve_batch(const Context& context, const Options& options, const model::Network& network,
                  const verify::Assumptions& assumptions) {
  return run_batch(
      context, options.batch, "from,name,type", [&](const BatchItem& item) -> BatchAnswer {
        const std::string from = item.value("from");
        const auto answered =
            resolve(network, from, item.value("name"), item.value("type", "A"), assumptions);
        if (!answered) return {report::batch_error(answered.error().message), bad_input};
        return {report::batch_resolve(from, answered->resolution, answered->staleness),
                code_of_answer(answered->resolution)};
      });
}

int run_resolve(const Context& context, Options options) {
  std::string name;
  if (options.batch.empty()) {
    if (options.words.size() < 2 || options.from.empty())
      return fail_with(context, "resolve needs INPUT…, --from and a NAME, or --batch");
    name = options.words.back();
    options.words.pop_back();
  }
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const Loaded loaded = load(context, options.words);
  const report::Preamble preamble = loaded.preamble("resolve");
  if (has_errors(loaded.diagnostics)) return refuse(context, preamble);
  if (!options.batch.empty()) return resolve_batch(context, options, loaded.network, *assumptions);
  const auto answered = resolve(loaded.network, options.from, name, options.type, *assumptions);
  if (!answered) return fail_with(context, answered.error());
  const verify::Resolution& resolution = answered->resolution;
  print(context, loaded.diagnostics);
  return write(context,
               {report::text_resolve(options.from, resolution, context.colour()) +
                    report::text_staleness(answered->staleness),
                report::json_resolve(preamble, options.from, resolution, answered->staleness)},
               code_of_answer(resolution));
}

}  // namespace

void add_resolve(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand("resolve", "one name as a workload would get it");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT… NAME", options->words,
                   "resource lists, templates and az scripts, then the name")
      ->required();
  verb->add_option("--from", options->from, "who asks");
  verb->add_option("--type", options->type, "A, AAAA or CNAME");
  verb->add_option("--batch", options->batch, "JSON Lines of {from, name, type}");
  add_assume_option(*verb, context);
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_resolve(context, *options); });
}

}  // namespace airtight::cli
