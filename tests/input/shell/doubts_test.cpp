#include "trial.h"

using namespace airtight::input::shell;
using namespace airtight::input::shell::test;

namespace {

// "line:scope,scope" of each doubt.
std::string doubts_of(const Trial& trial) {
  std::string out;
  for (const Doubt& doubt : trial.doubts) {
    out += (out.empty() ? "" : " ") + std::to_string(doubt.place.line()) + ":";
    for (const std::string& type : doubt.scope) out += (out.ends_with(':') ? "" : ",") + type;
  }
  return out;
}

}  // namespace

TEST_CASE("commands that may run or not are told with what they may change",
          "[shell][doubts][I-402][I-400]") {
  struct Row {
    std::string_view script;
    std::string_view doubts;
  };
  for (const Row& one : std::initializer_list<Row>{
           {"[ -f lock ] && az vault close", "1:vaults"},
           {"curl -s u && az vault close", "1:vaults"},
           {"[ \"$1\" = lock ] && az vault close", "1:vaults"},
           {"f(){ grep x y; }; f && az vault close", "1:vaults"},
           {"${DRY:+echo} az vault close", "1:vaults"},
           {"$DRY az vault close", "1:vaults"},
           {"if [ -f lock ]; then az vault close; fi", "1:vaults"},
           {"if [ -n \"$CI\" ]; then az vault close; fi", "1:vaults"},
           {"[ -n \"${CI:-}\" ] && az vault close", "1:vaults"},
           {"[ -v CI ] || az vault close", "1:vaults"},
           {"if [ -f a ]; then az show; elif [ -f b ]; then az vault close; fi", "1:vaults"},
           {"if [ -f a ]; then az vault a; else az other; fi", "1:*,vaults"},
           {"case \"$1\" in lock) az vault close;; esac", "1:vaults"},
           {"for i in $(ls d); do az vault close; done", "1:vaults"},
           {"for i in *.json; do az vault close; done", "1:vaults"},
           {"while read l; do az vault close; done < f", "1:vaults"},
           {"grep -q x f || az vault open", "1:vaults"},
           {"((X > 1)) && az vault close", "1:vaults"},
           {"if ((X > 1)); then az vault close; fi", "1:vaults"},
           {"[ -f l ] && exit 0\naz vault close", "2:vaults"},
           {"if [ -f l ]; then exit; fi\naz vault close\naz vault b", "2:vaults"},
           {"f() { [ -f l ] && return; az vault close; }; f; az vault b", "1:vaults"},
           {"exit 0\naz vault close", "2:vaults"},
           {"exec az vault close\naz b", "2:*"},
           {"for i in a b; do [ -f l ] && break; az vault create; done", "1:vaults 1:vaults"},
           {"source ./env.sh", "1:*"},
           {". ./env.sh", "1:*"},
           {"alias k='az vault'", "1:*"},
           {"f() { az vault close; }; trap f EXIT", "1:vaults"},
           {"trap 'az vault close' EXIT", "1:vaults"},
           {"az lines | xargs az vault close", "1:vaults"},
           // decided, or nothing at stake
           {"[ -f lock ] && echo x", ""},
           {"if [ -f lock ]; then az show; fi", ""},
           {"if ! az show; then exit 1; fi; az vault close", ""},
           {"[ -f x ] || exit 1\naz vault close", ""},
           {"x=a; [ $x = a ] && az vault close", ""},
           {"x=; [ -n \"$x\" ] && az vault close", ""},
           {"(exit 1) && az vault close", ""},
           {"trap 'rm -f x' EXIT", ""},
       }) {
    const Trial trial = interpret(one.script);
    INFO(one.script);
    INFO(diagnostics_of(trial));
    CHECK(doubts_of(trial) == one.doubts);
    CHECK((one.doubts.empty() || !trial.diagnostics.empty()));
  }
}

TEST_CASE("what a doubt is about is named by its command, not by its values", "[shell][doubts]") {
  const Trial trial = interpret("\n[ \"$P\" = S3CRET ] && az vault close --name S3CRET");
  REQUIRE(trial.doubts.size() == 1);
  CHECK(trial.doubts[0].what == "whether line 2 runs az vault close");
}

TEST_CASE("variables set by commands that may not run are unknown", "[shell][doubts][I-402]") {
  for (const std::string_view script : {
           "A=Deny; if [ -f x ]; then A=Allow; fi; az $A",
           "A=Deny; [ -f x ] && A=Allow; az $A",
           "A=Deny; case $1 in a) A=Allow;; esac; az $A",
           "A=Deny; while [ $# -gt 0 ]; do A=Allow; shift; done; az $A",
           "A=Deny; while getopts 'p:' o; do case $o in p) A=$OPTARG;; esac; done; az $A",
           "A=Deny; for i in $(ls d); do A=Allow; done; az $A",
           "A=Deny; ((X > 1)) && A=Allow; az $A",
           "A=Deny; f() { A=Allow; }; [ -f x ] && f; az $A",
           "A=Deny; [ -f x ] && export A=Allow; az $A",
           "A=Deny; [ -f x ] && read A; az $A",
       }) {
    const Trial trial = interpret(script);
    INFO(script);
    REQUIRE(!trial.invocations.empty());
    CHECK(trial.invocations.back().words.back().unknown.has_value());
    CHECK(!trial.diagnostics.empty());
  }
}

TEST_CASE("a default is taken and said when the environment may say otherwise",
          "[shell][doubts][I-401]") {
  const Trial trial = interpret("az ${P:-Disabled} ${P:-Disabled}");
  CHECK(commands_of(trial) == "az|Disabled|Disabled");
  REQUIRE(trial.diagnostics.size() == 1);
  CHECK(trial.diagnostics[0].message.find("$P") != std::string::npos);
  CHECK(diagnostics_of(interpret("P=; az ${P:-Disabled}")).empty());
}

TEST_CASE("subshells keep their variables and end alone", "[shell][subshell]") {
  check({
      {"x=a; (x=b); az $x", "az|a"},
      {"x=a; (x=b; az $x)", "az|b"},
      {"x=a; echo y | read x; az $x", "az|a"},
      {"x=a; az lines | while read l; do x=$l; done; az $x", "az|lines ; az|a"},
      {"x=a; { x=b; } & az $x", "az|a"},
      {"(f() { az in; }); f", "f"},
      {"f() { (shift; az $1); az $1; }; f a b", "az|b ; az|a"},
      {"(exit 1) && az b", ""},
      {"(exit 1) || az b", "az|b"},
      {"(exit 0; az b)", ""},
      {"(exit 3); az $?", "az|3"},
      {"x=$(echo a; exit 0; echo b); az $x", "az|a"},
      {"f() { exit 0; az no; }; (f); az b", "az|b"},
      {"for x in a b; do (break); az $x; done", "az|a ; az|b"},
      {"false; exit\naz $?", "az|1"},
  });
}

TEST_CASE("wrappers run the command that follows them", "[shell][wrappers][I-400]") {
  check({
      {"timeout 60 az a", "az|a"},
      {"timeout -k 5 60 az a", "az|a"},
      {"nice az a", "az|a"},
      {"nice -n 5 az a", "az|a"},
      {"sudo -u me az a", "az|a"},
      {"sudo -E az a", "az|a"},
      {"setsid az a", "az|a"},
      {"stdbuf -oL az a", "az|a"},
      {"stdbuf -o L az a", "az|a"},
      {"env -i A=b az a", "az|a"},
      {"time az a", "az|a"},
      {"command az a", "az|a"},
      {"nohup sudo timeout 5 az a", "az|a"},
      {"command -v az", ""},
      {"flock l az a", "flock|l|az|a"},
      {"sudo", "sudo"},
      {"az() { command az \"$@\"; }; az a b", "az|a|b"},
      {"az() { echo no; }; sudo az a", "az|a"},
  });
}

TEST_CASE("a command whose status is looked at is guarded", "[shell][I-422]") {
  struct Row {
    std::string_view script;
    bool guarded;
  };
  for (const Row& one : std::initializer_list<Row>{
           {"az show || az create", true},
           {"if az show; then :; fi", true},
           {"if ! az show; then :; fi", true},
           {"! az show", true},
           {"x=$(az show || true)", true},
           {"[ -z \"$(az show)\" ] && :", true},
           {"az show 2>/dev/null", true},
           {"az show &>/dev/null", true},
           {"az show >/dev/null 2>&1", true},
           {"az show > out", false},
           {"az show", false},
           {"x=$(az show)", false},
       }) {
    const Trial trial = interpret(one.script);
    INFO(one.script);
    REQUIRE(!trial.invocations.empty());
    CHECK(trial.invocations[0].guarded == one.guarded);
  }
}
