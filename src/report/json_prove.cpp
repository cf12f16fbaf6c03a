#include <airtight/report/prove.h>

#include "json_parts.h"
#include "packets.h"
#include "proof_parts.h"

namespace airtight::report {
std::string json_prove(const Preamble& preamble, const verify::Proof& proof) {
  Json json = document(preamble);
  json["holds"] = report::json_of(proof.truth);
  if (proof.witness) json["witness"] = report::json_of(*proof.witness);
  json["partition"] = Json::array();
  for (const verify::Part& part : proof.partition) json["partition"].push_back(json_of_part(part));
  json["classes"] = proof.evaluated;
  add_open(json, proof.open);
  return pretty(json);
}

}  // namespace airtight::report
