#include <catch2/catch.hpp>

#include "cli/program.h"

namespace {

const std::string empty_list = "[]";

Ran run_dns(std::vector<std::string> arguments) {
  const TemporaryFile list(empty_list, ".json");
  arguments.insert(arguments.begin(), {"dns", list.path()});
  return run_program(arguments);
}

}  // namespace

TEST_CASE("the DNS server refuses what it must not or cannot do", "[cli][serve]") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{}, "--from"},
      {{"--from", "nobody"}, "no workload is named"},
      {{"--from", "internet", "--listen", "0.0.0.0:5353"}, "--allow-remote"},
      {{"--from", "internet", "--listen", "[::]:5353"}, "--allow-remote"},
      {{"--from", "internet", "--listen", "localhost:5353"}, "not ADDRESS:PORT"},
      {{"--from", "internet", "--forward", "dns.example"}, "not ADDRESS:PORT"},
      {{"--from", "internet", "--listen", "127.0.0.1:5399", "--forward", "127.0.0.1:5399"},
       "listens itself"},
      {{"--from", "internet", "--front-end", "fd00::1"}, "IPv4"},
  };
  for (const auto& [arguments, words] : cases) {
    const Ran ran = run_dns(arguments);
    INFO(words);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Catch::Contains(words));
  }
}
