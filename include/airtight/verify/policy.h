#pragma once

#include <airtight/base/where.h>
#include <airtight/verify/prove.h>

#include <cstdint>
#include <optional>
#include <string>
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
};

struct Policy {
  std::vector<Assertion> assertions;
};

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
};

// One result for each assertion and each name of its back end, in order. An app or a back end that
// the input does not have is undetermined, because nothing can be said of it.
std::vector<PolicyResult> judge(const model::Network& network, const Policy& policy,
                                const Assumptions& assumptions = {});

// The pack "isolated-backend", which needs no file: every back end that an app's settings or
// references name is isolated for it. Each assertion is where the app is written.
Policy isolated_backends(const model::Network& network);

}  // namespace airtight::verify
