#include <airtight/report/lab_paths.h>

#include <catch2/catch.hpp>

#include "cli/schema.h"

using namespace airtight;

namespace {

report::LabTest two_ways() {
  report::LabPath path;
  path.predicted.from = "app1";
  path.predicted.to = "kv1";
  path.predicted.destination = "10.0.1.5";
  path.predicted.port = net::Port{443};
  path.predicted.verdict.judgement = verify::Judgement::allow;
  path.predicted.via = reach::Via::private_endpoint;
  path.measured = {"10.0.1.5", "connected", "PE_OK", 200};
  path.agreement = reconcile::Agreement::agrees;
  report::LabPath front = path;
  front.front_end = true;
  front.predicted.via = reach::Via::public_edge;
  front.measured = {"", "timed-out", "", 0};
  front.agreement = reconcile::Agreement::unsettled;
  front.reason = "the prediction hangs on C-06";
  return {{path, front}, {"app2: no such workload"}};
}

}  // namespace

TEST_CASE("what a lab measured is a document of its schema", "[report][lab]") {
  const std::string document = report::json_lab_test({"lab-test", {}, {}}, two_ways());
  CHECK(schema_faults("lab-test", document).empty());
  CHECK(document.find("\"agrees\": true") != std::string::npos);
  CHECK(document.find("\"agrees\": false") == std::string::npos);
  CHECK(document.find("\"unsettled\": 1") != std::string::npos);
}

TEST_CASE("what a lab measured stands beside what was predicted", "[report][lab]") {
  const std::string text = report::text_lab_test(two_ways(), false);
  CHECK(text.find("private at 10.0.1.5") != std::string::npos);
  CHECK(text.find("10.0.1.5, connected, PE_OK 200") != std::string::npos);
  CHECK(text.find("unsettled: the prediction hangs on C-06") != std::string::npos);
  CHECK(text.find("not tested: app2: no such workload") != std::string::npos);
  CHECK(text.find("1 agree, 0 disagree, 1 unsettled, 1 not tested") != std::string::npos);
}
