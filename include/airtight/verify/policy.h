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

// What an assertion promises of a sender and a target. Doubt about any of it is no pass.
enum class Promise : std::uint8_t {
  // The app gets the back end's name answered privately, reaches it by a private endpoint, and its
  // public edge refuses every address of the Internet, on every port.
  isolated,
  private_path,       // the name is answered privately, and leads there by a private endpoint
  private_name,       // the name is answered privately, whatever becomes of the packet
  selected_networks,  // its public edge lets nobody in, or few addresses that rules name
  unreachable,        // no packet arrives (prove.h)
  reachable,          // all packets arrive, at the address that the sender's resolver gives
  inspected           // every packet that arrives has crossed a device
};

struct Assertion {
  std::string id;
  std::string title;
  Severity severity = Severity::high;
  std::string app;                      // the sender, as find_workload takes it
  std::string back_end;                 // the target, as find_target takes it
  std::vector<std::string> controls{};  // that it stands for: "MCSB NS-2"
  Where where;
  std::string rule{};  // what it is one case of: "isolated-backend"; empty: its own id
  Promise promise = Promise::isolated;
  // Of promises about all packets; as Question has them.
  std::vector<net::PortRange> ports{};
  std::vector<net::Protocol> protocols{};
  std::vector<std::string> except{};
  std::string through{};
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

// Who answers for results; the first that fits counts.
struct Owner {
  std::string id{};       // pattern of ids; empty: all
  std::string subject{};  // pattern of subjects; empty: all
  std::string owner;
  Where where;
};

struct Policy {
  std::vector<Assertion> assertions;
  std::vector<std::string> packs{};  // built-in ones to add: "isolated-backend"
  std::vector<Group> groups{};
  std::vector<Waiver> waivers{};
  std::vector<Owner> owners{};
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
  std::string owner{};
  std::optional<std::chrono::year_month_day> since{};  // when its status became so (history.h)
};

// Whether it makes the check fail: it does not hold, nobody answers for it, and it is not an old
// one.
bool counts(const PolicyResult& result);

// One result for each assertion and each name of its back end, in order. An app or a back end that
// the input does not have is undetermined, because nothing can be said of it.
std::vector<PolicyResult> judge(const model::Network& network, const Policy& policy,
                                const Assumptions& assumptions = {});

inline constexpr std::string_view isolated_backend_pack = "isolated-backend";

// What a built-in pack asserts of a network; nothing for a name that no pack has.
// "isolated-backend" needs no file: every back end that an app's settings or references name is
// isolated for it. "mcsb" and "cis" are controls by their numbers, decided by what packets and
// names do (docs/compliance.md). Each assertion is where its sender or else its target is written.
std::vector<Assertion> pack(const model::Network& network, std::string_view name);

// The built-in packs, by the names that policies call them.
std::vector<std::string> pack_names();

}  // namespace airtight::verify
