#pragma once

#include <airtight/base/where.h>
#include <airtight/verify/prove.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::verify {

enum class Severity : std::uint8_t { low, medium, high };
enum class Status : std::uint8_t { pass, fail, undetermined };

std::string_view to_string(Severity severity);
std::string_view to_string(Status status);

// "isolated: {app, backend}": the app gets the back end's name answered privately, reaches it by a
// private endpoint, and its public edge refuses every address of the Internet, on every port. Doubt
// about any of it is no pass.
struct Assertion {
  std::string id;
  std::string title;
  Severity severity = Severity::high;
  std::string app;                      // as find_workload takes it
  std::string back_end;                 // as find_target takes it
  std::vector<std::string> controls{};  // that it stands for: "MCSB NS-2"
  Where where;
  std::string rule{};  // what it is one case of: "isolated-backend"; empty: its own id
};

// Resources by what they are called and labelled. All that is given must fit; patterns know "*" and
// "?" and compare without case, as Azure does (I-121).
struct Selector {
  std::string type{};  // pattern of "Microsoft.KeyVault/vaults"
  std::string name{};
  std::string id{};
  std::map<std::string, std::string> tags{};  // pattern of each tag's value
  bool used = false;                          // only back ends that the app's settings name
  Where where;
};

// Named workloads or back ends: those that fit any of the selectors. An assertion says
// "group:NAME" for it (policy_groups.h).
struct Group {
  enum class Kind : std::uint8_t { workloads, targets };
  std::string name;
  Kind kind = Kind::workloads;
  std::vector<Selector> selectors;
  Where where;
};

// A failing or undetermined result that somebody answers for until a date (waivers.h).
struct Waiver {
  std::string id{};       // pattern of ids; empty: all
  std::string subject{};  // pattern of subjects; empty: all
  std::string reason;
  std::string owner{};
  std::chrono::year_month_day expires{};  // the last day on which it counts
  Where where;
};

struct Policy {
  std::vector<Assertion> assertions;
  std::vector<std::string> packs{};  // built-in ones to add: "isolated-backend"
  std::vector<Group> groups{};
  std::vector<Waiver> waivers{};
};

struct WaiverUse {
  Waiver waiver;
  bool expired = false;
};

// Whether a former report had the same result already (baseline.h).
enum class Standing : std::uint8_t { unsaid, added, known };

// What one assertion came to. `subject` is "app1 -> kv1".
struct PolicyResult {
  std::string id;
  std::string title;
  Severity severity = Severity::high;
  Status status = Status::undetermined;
  std::string from;
  std::string to;
  std::string subject;
  std::string explanation;
  std::vector<std::string> controls{};
  std::optional<Witness> witness{};  // one packet that shows it, of all but a pass
  Where where;
  std::string rule{};          // as the assertion's, its id where that has none
  std::optional<Path> path{};  // the app's own packet, where both ends were found
  Where decided{};             // the place that decides about the first part that does not hold
  std::optional<WaiverUse> waiver{};
  Standing standing = Standing::unsaid;
};

// Whether it makes the check fail: it does not hold, nobody answers for it, and it is not an old
// one.
bool counts(const PolicyResult& result);

// One result for each assertion and each name of its back end, in order. An app or a back end that
// the input does not have is undetermined, because nothing can be said of it.
std::vector<PolicyResult> judge(const model::Network& network, const Policy& policy,
                                const Assumptions& assumptions = {});

inline constexpr std::string_view isolated_backend_pack = "isolated-backend";

// The pack "isolated-backend", which needs no file: every back end that an app's settings or
// references name is isolated for it. Each assertion is where the app is written.
Policy isolated_backends(const model::Network& network);

}  // namespace airtight::verify
