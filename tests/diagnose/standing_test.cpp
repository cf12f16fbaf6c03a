#include <airtight/diagnose/standing.h>

#include <catch2/catch.hpp>

using namespace airtight;
using diagnose::Door;
using diagnose::Intent;
using diagnose::State;
using diagnose::Way;

namespace {

net::Ip standing_ip(const char* text) { return net::parse_ip(text).value(); }

observe::Observation http_seen(const char* address, const char* classification,
                               observe::Path path = observe::Path::resolved,
                               const char* grade = "B") {
  observe::HttpResult result;
  result.classification = classification;
  result.grade = grade;
  if (*address != '\0') result.address = standing_ip(address);
  result.path = path;
  return {"http-1", "https://kv1.vault.azure.net/", {}, {}, result};
}

observe::Observation tcp_seen(const char* address, observe::ConnectOutcome outcome) {
  observe::TcpResult result;
  result.outcome = outcome;
  result.address = standing_ip(address);
  return {"tcp-1", "kv1.vault.azure.net:443", {}, {}, result};
}

// What the resources say of the public door.
reconcile::PathComparison written(verify::Judgement door) {
  reconcile::PathComparison path;
  path.path.public_access.emplace();
  path.path.public_access->judgement = door;
  return path;
}

diagnose::Standing standing(const std::vector<observe::Observation>& seen,
                            const reconcile::PathComparison* predicted = nullptr,
                            Intent intent = Intent::isolated, bool complete = true) {
  std::vector<const observe::Observation*> pointers;
  for (const auto& each : seen) pointers.push_back(&each);
  return diagnose::standing_of({"kv1", intent, pointers, predicted,
                                [](const net::Ip& ip) { return net::is_private(ip); }, complete});
}

constexpr auto front = observe::Path::front_end;

}  // namespace

TEST_CASE("isolated takes the private way and a proof that the public door is closed",
          "[standing][E-243]") {
  const auto inside = http_seen("10.0.1.5", "PE_OK");
  const auto closed = written(verify::Judgement::deny);
  CHECK(standing({inside}, &closed).state == State::isolated);
  CHECK(standing({inside, http_seen("203.0.113.7", "PUB_REFUSED_DISABLED", front)}).state ==
        State::isolated);
  // No proof, or one about this client only.
  CHECK(standing({inside}).state == State::undetermined);
  const auto ruled = standing({inside, http_seen("203.0.113.7", "PUB_REFUSED_RULES", front)});
  CHECK(ruled.state == State::undetermined);
  CHECK(ruled.door == Door::refuses_us);
  CHECK_THAT(ruled.sentence, Catch::Contains("whom else they let in is not known"));
  const auto unsure = written(verify::Judgement::uncertain);
  CHECK(standing({inside}, &unsure).state == State::undetermined);
  CHECK(standing({inside, http_seen("203.0.113.7", "PUB_GATE_UNKNOWN", front)}).state ==
        State::undetermined);
}

TEST_CASE("what was not measured to its end proves nothing", "[standing]") {
  const auto closed = written(verify::Judgement::deny);
  CHECK(standing({http_seen("10.0.1.5", "PE_OK")}, &closed, Intent::isolated, false).state ==
        State::undetermined);
  CHECK(standing({}, &closed).state == State::undetermined);
  CHECK(standing({http_seen("10.0.1.5", "PE_OK", observe::Path::resolved, "C")}, &closed).state ==
        State::undetermined);
  CHECK(standing({tcp_seen("10.0.1.5", observe::ConnectOutcome::connected)}, &closed).state ==
        State::undetermined);
  CHECK(standing({http_seen("10.0.1.5", "INCONCLUSIVE")}, &closed).state == State::undetermined);
  CHECK(standing({http_seen("10.0.1.5", "A_WORD_OF_TOMORROW")}, &closed).state ==
        State::undetermined);
}

TEST_CASE("an open door is exposed, whatever else holds", "[standing][E-242]") {
  const auto closed = written(verify::Judgement::deny);
  const auto open = written(verify::Judgement::allow);
  CHECK(standing({http_seen("203.0.113.7", "PUB_OPEN")}, &closed).state == State::exposed);
  CHECK(standing({http_seen("10.0.1.5", "PE_OK"), http_seen("203.0.113.7", "PUB_OPEN", front)},
                 &closed)
            .state == State::exposed);
  CHECK(standing({http_seen("203.0.113.7", "AUTH_AFTER_GATE")}).state == State::exposed);
  CHECK(standing({http_seen("10.0.1.5", "PE_OK")}, &open).state == State::exposed);
  const auto both =
      standing({http_seen("10.0.1.5", "TCP_TIMEOUT"), http_seen("203.0.113.7", "PUB_OPEN", front)});
  CHECK(both.state == State::exposed);
  CHECK_THAT(both.sentence, Catch::Contains("and the app fails"));
  // Two of one resource that contradict each other prove neither.
  CHECK(standing({http_seen("10.0.1.5", "PE_OK"),
                  http_seen("203.0.113.7", "PUB_REFUSED_DISABLED", front)},
                 &open)
            .state == State::undetermined);
}

TEST_CASE("whatever stops the app is broken, and says why", "[standing][E-243]") {
  struct Case {
    const char* classification;
    const char* address;
    const char* words;
  };
  for (const Case& each :
       {Case{"DNS_NXDOMAIN", "", "does not exist in DNS"},
        Case{"DNS_FAIL", "", "DNS gives no answer"},
        Case{"TCP_TIMEOUT", "10.0.1.5", "does not answer (10.0.1.5)"},
        Case{"TCP_REFUSED", "10.0.1.5", "refuses the connection"},
        Case{"TLS_FAILED", "10.0.1.5", "TLS handshake fails"},
        Case{"TLS_WRONG_NAME", "10.0.1.5", "for another name"},
        Case{"PE_REFUSED", "10.0.1.5", "refuses what comes through the private endpoint"},
        Case{"PE_WRONG_TARGET", "10.0.1.5", "belongs to another resource"},
        Case{"PUB_REFUSED_DISABLED", "203.0.113.7", "leads to the public endpoint"},
        Case{"PUB_REFUSED_RULES", "203.0.113.7", "leads to the public endpoint"},
        Case{"SITE_STOPPED", "10.0.1.5", "stopped"},
        Case{"NOT_SERVICE", "10.0.1.5", "something else answers"}}) {
    INFO(each.classification);
    for (const Intent intent : {Intent::isolated, Intent::reached}) {
      const auto stands = standing({http_seen(each.address, each.classification)}, nullptr, intent);
      CHECK(stands.state == State::broken);
      CHECK(stands.way == Way::none);
      CHECK_THAT(stands.sentence, Catch::Contains(each.words));
    }
  }
  const auto half =
      standing({http_seen("10.0.1.5", "PE_OK"), http_seen("10.0.1.6", "TCP_TIMEOUT")});
  CHECK(half.state == State::broken);
  CHECK_THAT(half.sentence, Catch::Contains("another of its addresses works"));
}

TEST_CASE("where no isolation is wanted the public door is a way like any other", "[standing]") {
  CHECK(standing({http_seen("203.0.113.7", "PUB_OPEN")}, nullptr, Intent::reached).state ==
        State::reached);
  CHECK(standing({tcp_seen("203.0.113.7", observe::ConnectOutcome::connected)}, nullptr,
                 Intent::reached)
            .state == State::reached);
  CHECK(standing({tcp_seen("203.0.113.7", observe::ConnectOutcome::refused)}, nullptr,
                 Intent::reached)
            .state == State::broken);
}

TEST_CASE("a name that leads to the public endpoint is no private way", "[standing][E-004]") {
  const auto closed = written(verify::Judgement::deny);
  const auto stands = standing({http_seen("203.0.113.7", "PUB_GATE_UNKNOWN")}, &closed);
  CHECK(stands.state == State::undetermined);
  CHECK_THAT(stands.sentence, Catch::Contains("leads to the public endpoint"));
  CHECK(standing({http_seen("203.0.113.7", "SVC_ENDPOINT")}, &closed).state == State::undetermined);
  // One private and one public address of the same name.
  CHECK(standing({http_seen("10.0.1.5", "PE_OK"), http_seen("203.0.113.7", "PUB_GATE_UNKNOWN")},
                 &closed)
            .state == State::undetermined);
}
