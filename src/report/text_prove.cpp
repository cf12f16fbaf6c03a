#include <airtight/base/text.h>
#include <airtight/report/prove.h>

#include "packets.h"
#include "proof_parts.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

constexpr std::size_t most_parts = 40;  // of a partition that nobody asked for

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

std::string line_of(const verify::Part& part) {
  std::string line = in_words(part.verdict);
  if (part.excepted) line += " (excepted)";
  if (part.decided_by) line += ": " + part.decided_by->summary;
  return "  " + printable(text_of_packets(part)) + "\n      " + printable(line) + "\n";
}

std::string witness_lines(const verify::Witness& witness, bool colour) {
  std::string text = "Witness: " + witness.from;
  if (witness.source) text += " (" + net::to_string(*witness.source) + ")";
  text += " -> " + witness.destination + ", " +
          in_words(witness.protocol, std::to_string(witness.port.number)) + ": " +
          in_words(witness.verdict);
  return "\n" + printable(text) + "\n" + trace_lines(witness.trace, colour);
}

}  // namespace

std::string text_prove(const verify::Question& question, const verify::Proof& proof, bool verbose,
                       bool colour) {
  const Cell truth = cell_of(proof.truth);
  std::string text =
      painted(truth.text, truth.colour, colour) + ": " + printable(claim_of(question)) + "\n";
  text += "  " + std::to_string(proof.evaluated) + " classes of packets in " +
          std::to_string(proof.partition.size()) + " parts cover every packet asked about\n";
  if (proof.witness) text += witness_lines(*proof.witness, colour);
  text += report::text_of(proof.open);
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
