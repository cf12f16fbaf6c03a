#include <airtight/base/text.h>
#include <airtight/net/blocks.h>
#include <airtight/report/prove.h>

#include "palette.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

constexpr std::size_t most_parts = 40;   // of a partition that nobody asked for
constexpr std::size_t most_sources = 3;  // in one line
constexpr std::size_t most_unknowns = 20;

std::string claim_of(const verify::Question& question) {
  const std::string from = join(question.from, ", ");
  std::string text;
  switch (question.claim) {
    case verify::Claim::isolated:
      text = "no packet from " + from + " reaches " + question.to;
      break;
    case verify::Claim::reachable:
      text = "every packet from " + from + " reaches " + question.to;
      break;
    case verify::Claim::goes_through:
      text = "every packet from " + from + " that reaches " + question.to + " crosses " +
             question.through;
      break;
  }
  if (!question.except.empty()) text += ", but for " + join(question.except, ", ");
  return text;
}

Cell truth_of(verify::Truth truth) {
  switch (truth) {
    case verify::Truth::holds:
      return {"HOLDS", Colour::good};
    case verify::Truth::fails:
      return {"FAILS", Colour::bad};
    case verify::Truth::uncertain:
      return {"UNCERTAIN", Colour::doubtful};
  }
  return {};
}

std::string in_words(net::Protocol protocol, const std::string& ports) {
  return std::string(to_string(protocol)) + (net::has_ports(protocol) ? " " + ports : "");
}

std::string sources_of(const verify::Part& part) {
  std::string text;
  for (std::size_t i = 0; i < part.sources.size() && i < most_sources; ++i)
    text += (i == 0 ? "" : ", ") + text_of(part.sources[i]);
  if (part.sources.size() > most_sources)
    text += " and " + std::to_string(part.sources.size() - most_sources) + " more";
  return text;
}

std::string packets_of(const verify::Part& part) {
  std::vector<std::string> words;
  std::string ports;
  for (const net::PortRange& range : part.ports)
    ports += (ports.empty() ? "" : ",") + net::to_string(range);
  for (const net::Protocol protocol : part.protocols) words.push_back(in_words(protocol, ports));
  return join(words, ", ");
}

std::string line_of(const verify::Part& part) {
  std::string packets = part.from;
  const std::string sources = sources_of(part);
  if (!sources.empty()) packets += " (" + sources + ")";
  packets += " -> " + part.destination + ", " + packets_of(part);
  std::string line{to_string(part.verdict.judgement)};
  if (part.verdict.reason != reach::Reason::none)
    line += " " + std::string(to_string(part.verdict.reason));
  if (part.excepted) line += " (excepted)";
  if (part.decided_by) line += ": " + part.decided_by->summary;
  return "  " + printable(packets) + "\n      " + printable(line) + "\n";
}

std::string witness_lines(const verify::Witness& witness, bool colour) {
  std::string text = "Witness: " + witness.from;
  if (witness.source) text += " (" + net::to_string(*witness.source) + ")";
  text += " -> " + witness.destination + ", " +
          in_words(witness.protocol, std::to_string(witness.port.number)) + ": " +
          std::string(to_string(witness.verdict.judgement));
  if (witness.verdict.reason != reach::Reason::none)
    text += " " + std::string(to_string(witness.verdict.reason));
  return "\n" + printable(text) + "\n" + trace_lines(witness.trace, colour);
}

// "C-21 (what it is about)".
std::vector<std::string> with_questions(std::vector<std::string> ids) {
  for (std::string& id : ids) {
    for (const model::ChoiceRow& row : model::choices()) {
      if (row.id == id) id += ": " + std::string(row.question);
    }
  }
  return ids;
}

std::string list_of(const std::string& title, const std::vector<std::string>& list) {
  if (list.empty()) return "";
  std::string text = "\n" + title + "\n";
  for (std::size_t i = 0; i < list.size() && i < most_unknowns; ++i)
    text += "  " + printable(list[i]) + "\n";
  if (list.size() > most_unknowns)
    text += "  and " + std::to_string(list.size() - most_unknowns) + " more\n";
  return text;
}

}  // namespace

std::string text_of(const net::PrefixSet::Range& range) {
  if (range.first == range.last) return net::to_string(range.first);
  const std::vector<net::Prefix> blocks = net::blocks_of(range);
  return blocks.size() == 1 ? net::to_string(blocks.front())
                            : net::to_string(range.first) + "-" + net::to_string(range.last);
}

std::string text_prove(const verify::Question& question, const verify::Proof& proof, bool verbose,
                       bool colour) {
  const Cell truth = truth_of(proof.truth);
  std::string text =
      painted(truth.text, truth.colour, colour) + ": " + printable(claim_of(question)) + "\n";
  text += "  " + std::to_string(proof.evaluated) + " classes of packets in " +
          std::to_string(proof.partition.size()) + " parts cover every packet asked about\n";
  if (proof.witness) text += witness_lines(*proof.witness, colour);
  text += list_of("Not known, or readings disagree:", proof.open.unknowns);
  text +=
      list_of("Choices that flip it (fix one with --assume):", with_questions(proof.open.choices));
  text += list_of("Taken as given:", with_questions(proof.open.assumptions));
  const bool all = verbose || proof.partition.size() <= most_parts;
  text += "\nPartition:\n";
  for (std::size_t i = 0; i < proof.partition.size() && (all || i < most_parts); ++i)
    text += line_of(proof.partition[i]);
  if (!all)
    text += "  and " + std::to_string(proof.partition.size() - most_parts) +
            " more parts (--verbose, --format json)\n";
  return text;
}

}  // namespace airtight::report
