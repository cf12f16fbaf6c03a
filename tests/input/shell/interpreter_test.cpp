#include <chrono>

#include "trial.h"

using namespace airtight::input::shell;
using namespace airtight::input::shell::test;
using airtight::Diagnostic;
using airtight::Severity;

TEST_CASE("words are split and quoted as in bash", "[shell][I-400]") {
  check_clean({
      {"", ""},
      {"\n\n  \n", ""},
      {"# only a comment", ""},
      {"az a b", "az|a|b"},
      {"  az   a\tb  ", "az|a|b"},
      {"az a # comment", "az|a"},
      {"az a#b", "az|a#b"},
      {"az 'a b' \"c d\"", "az|a b|c d"},
      {"az 'a'\"b\"c", "az|abc"},
      {"az ''", "az|"},
      {"az \"\"", "az|"},
      {"az '$x' '`' '\\'", "az|$x|`|\\"},
      {"az \"\\$x\" \"\\\"\" \"\\\\\" \"\\a\"", "az|$x|\"|\\|\\a"},
      {"az \\$x \\\"", "az|$x|\""},
      {"az $'a\\tb' $'\\x41' $'it\\'s'", "az|a\tb|A|it's"},
      {"az a \\\n  b \\\n  c", "az|a|b|c"},
      {"az a\\\nb", "az|ab"},
      {"az a \\\r\n  b\r\naz c\r\n", "az|a|b ; az|c"},
      {"\xEF\xBB\xBF"
       "az a",
       "az|a"},
      {"az a; az b", "az|a ; az|b"},
      {"az a & az b &\naz c", "az|a ; az|b ; az|c"},
      {"az a && az b", "az|a ; az|b"},
      {"az fail && az b", "az|fail"},
      {"az fail || az b", "az|fail ; az|b"},
      {"az a || az b", "az|a"},
      {"! az a || az b", "az|a ; az|b"},
      {"az a &&\n az b", "az|a ; az|b"},
      {"az --body '{\"a\":\n 1}'", "az|--body|{\"a\":\n 1}"},
      {"az $ a$", "az|$|a$"},
      {"(az a; az b)", "az|a ; az|b"},
      {"{ az a; az b; }", "az|a ; az|b"},
      {"sudo az a", "az|a"},
      {"az a >/dev/null 2>&1 < file", "az|a"},
      {"az a &> out", "az|a"},
      {"az a 2>> log >| out b", "az|a|b"},
  });
}

TEST_CASE("variables and their operators", "[shell][I-400]") {
  check_clean({
      {"a=b; az $a ${a} \"$a\"", "az|b|b|b"},
      {"a=b\naz $a-c ${a}c", "az|b-c|bc"},
      {"a='x y'; az $a \"$a\"", "az|x|y|x y"},
      {"a=; az $a \"$a\"", "az|"},
      {"a=b; a+=c; az $a", "az|bc"},
      {"export A=b; az $A", "az|b"},
      {"declare -x A=b; readonly C=d; az $A $C", "az|b|d"},
      {"A=b az x; A=c; az $A", "az|x ; az|c"},
      {"a=b; unset a; az \"[$a]\"", "az|[]"},
      {"f() { az ${1:-y} ${1-y}; }; f", "az|y|y"},
      {"x=; az ${x:-y} \"${x-y}\"", "az|y|"},
      {"x=a; az ${x:-y}", "az|a"},
      {"x=; az ${x:=y} $x", "az|y|y"},
      {"x=a; az ${x:+y}", "az|y"},
      {"x=; az \"${x:+y}\"", "az|"},
      {"x=a; az ${x:?missing}", "az|a"},
      {"x=a.b.c; az ${x#*.} ${x##*.} ${x%.*} ${x%%.*}", "az|b.c|c|a.b|a"},
      {"x=a-b-c; az ${x/-/_} ${x//-/_} ${x//-/}", "az|a_b-c|a_b_c|abc"},
      {"x=hello; az ${#x} ${x:1:3} ${x:2} ${x: -2}", "az|5|ell|llo|lo"},
      {"x=aB; az ${x^^} ${x,,} ${x^} ${x,}", "az|AB|ab|AB|aB"},
      {"x=y; y=z; az ${!x}", "az|z"},
      {"a=(x 'y z'); az \"${a[@]}\" ${#a[@]} ${a[0]} \"${a[1]}\"", "az|x|y z|2|x|y z"},
      {"a=(x y); a+=(z); az ${a[@]}", "az|x|y|z"},
      {"a=(x y); az \"${a[*]}\" ${a[-1]}", "az|x y|y"},
      {"a=(); az \"${a[@]}\" b", "az|b"},
      {"a[2]=x; az ${a[2]}", "az|x"},
      {"declare -A m=([k]=v [l]=w); az ${m[k]} ${m[l]}", "az|v|w"},
      {"a=(\n x # one\n y\n); az ${a[@]}", "az|x|y"},
      {"x=/a/b/c; az ${x##*/} ${x%/*}", "az|c|/a/b"},
      {"x=https://kv.net/; x=${x#https://}; az ${x%/}", "az|kv.net"},
      {"x=\"a,b\"; IFS=, read -r p q <<< \"$x\"; az $p $q", "az|a|b"},
      {"x=1; az $((x+1)) $(( 2 * 3 )) $((7/2)) $((7%4)) $((2**10))", "az|2|6|3|3|1024"},
      {"x=1; ((x++)); let x+=2; az $x", "az|4"},
      {"az $((1<2 ? 5 : 6)) $(((1+2)*3)) $((-3))", "az|5|9|-3"},
      {"az $((9223372036854775807+1))", "az|-9223372036854775808"},
  });
}

TEST_CASE("braces, substitutions and here-texts", "[shell][I-400]") {
  check_clean({
      {"az {1..3}", "az|1|2|3"},
      {"az a{b,c}d", "az|abd|acd"},
      {"az {a,b}{1,2}", "az|a1|a2|b1|b2"},
      {"az {a,{b,c}}", "az|a|b|c"},
      {"az {} {a} '{a,b}'", "az|{}|{a}|{a,b}"},
      {"az {01..03} {c..a} {1..5..2}", "az|01|02|03|c|b|a|1|3|5"},
      {"x=$(az id); az $x", "az|id ; az|/subscriptions/s/id"},
      {"x=`az id`; az \"$x\"", "az|id ; az|/subscriptions/s/id"},
      {"az b $(az id)/x", "az|id ; az|b|/subscriptions/s/id/x"},
      {"az \"$(echo \"$(echo 'a b')\")\"", "az|a b"},
      {"az `echo \\`echo a\\``", "az|a"},
      {"az $(echo a b)", "az|a|b"},
      {"az \"$(printf '%s-%03d' a 7)\"", "az|a-007"},
      {"printf -v x '%s' a; az $x", "az|a"},
      {"az $(echo -n a; echo b)", "az|ab"},
      {"az $(az lines)", "az|lines ; az|one|two"},
      {"y=; x=$(x=inner; echo $x); az $x ${y:-none}", "az|inner|none"},
      {"az $(echo A-b | tr A-Z a-z) $(echo '\"q\"' | tr -d '\"')", "az|a-b|q"},
      {"az $(az lines | head -1)", "az|lines ; az|one"},
      {"az $(az lines | tail -n 1)", "az|lines ; az|two"},
      {"az $(echo a/b/c | cut -d/ -f2)", "az|b"},
      {"az $(echo a-b | sed 's/-/_/')", "az|a_b"},
      {"az $(echo 'a b' | awk '{print $2}')", "az|b"},
      {"az $(seq 1 3)", "az|1|2|3"},
      {"az lines | while read -r l; do az x $l; done", "az|lines ; az|x|one ; az|x|two"},
      {"az $(cat <<E\nab\nE\n)", "az|ab"},
  });
}

TEST_CASE("here-texts are the input of a command", "[shell][I-400]") {
  struct Text {
    std::string_view script;
    std::string_view input;
  };
  for (const Text& one : std::initializer_list<Text>{
           {"az x <<< abc", "abc\n"},
           {"v=1; az x <<E\na $v\nE\n", "a 1\n"},
           {"v=1; az x <<'E'\na $v\nE\n", "a $v\n"},
           {"az x <<-E\n\ta\n\tE\n", "a\n"},
           {"echo '{}' | az x", "{}\n"},
       }) {
    const Trial trial = interpret(one.script);
    INFO(one.script);
    REQUIRE(trial.invocations.size() == 1);
    REQUIRE(trial.invocations[0].input.has_value());
    CHECK(*trial.invocations[0].input == one.input);
    CHECK(diagnostics_of(trial).empty());
  }
}

TEST_CASE("conditions, loops and functions are unrolled", "[shell][I-402]") {
  check_clean({
      {"if true; then az a; else az b; fi", "az|a"},
      {"if false; then az a; elif true; then az b; else az c; fi", "az|b"},
      {"x=1; if [ $x = 1 ]; then az a; fi", "az|a"},
      {"x=1; if [ \"$x\" -gt 1 ]; then az a; else az b; fi", "az|b"},
      {"x=a; if [[ $x == a* && -n $x ]]; then az y; fi", "az|y"},
      {"x=a; if [[ ! $x != a || $x =~ ^b$ ]]; then az y; fi", "az|y"},
      {"x=; if [ -z \"$x\" ]; then az y; fi", "az|y"},
      {"if test a != b; then az y; fi", "az|y"},
      {"if [ \"$(az show)\" == Succeeded ]; then az y; fi", "az|show ; az|y"},
      {"if az fail; then az a; else az b; fi", "az|fail ; az|b"},
      {"az fail\nif [ $? -ne 0 ]; then az b; fi", "az|fail ; az|b"},
      {"for x in a b; do az $x; done", "az|a ; az|b"},
      {"for x in {1..2}\ndo\n az $x\ndone", "az|1 ; az|2"},
      {"for x in $(az lines); do az $x; done", "az|lines ; az|one ; az|two"},
      {"a=(p q); for x in \"${a[@]}\"; do az $x; done", "az|p ; az|q"},
      {"for ((i=0; i<2; i++)); do az $i; done", "az|0 ; az|1"},
      {"for x in a b c; do if [ $x = b ]; then continue; fi; az $x; done", "az|a ; az|c"},
      {"for x in a b c; do [ $x = b ] && break; az $x; done", "az|a"},
      {"i=0; while [ $i -lt 2 ]; do az $i; i=$((i+1)); done", "az|0 ; az|1"},
      {"i=0; until [ $i -ge 2 ]; do az $i; ((i++)); done", "az|0 ; az|1"},
      {"case abc in x) az x;; a*|b) az a;; *) az z;; esac", "az|a"},
      {"case q in (x) az x;; *) az z; esac", "az|z"},
      {"f() { az $1 $# \"$@\"; }; f a 'b c'", "az|a|2|a|b c"},
      {"function f { az $1; }; f a", "az|a"},
      {"function f() { az $1; }\nf a", "az|a"},
      {"f() { local x=in; az $x; }; x=out; f; az $x", "az|in ; az|out"},
      {"f() { echo v; return 0; az never; }; az $(f)", "az|v"},
      {"f() { shift; az $1; }; f a b", "az|b"},
      {"set -e; set -euo pipefail; shopt -s x; az a; exit 0", "az|a"},
      {"until [ \"$(az show)\" = Succeeded ]; do sleep 5; done; az b", "az|show ; az|b"},
      {"while [ \"$(az unknown)\" != Succeeded ]; do sleep 5; done; az b", "az|unknown ; az|b"},
      {"while [ \"$(az show)\" != Done ]; do echo wait; sleep 5; done; az b",
       "az|show ; az|show ; az|b"},
      {"trap 'rm -f x' EXIT; wait; cd /tmp; az a", "az|a"},
      {"eval 'az a'", "az|a"},
  });
}

TEST_CASE("placeholders are names, not redirections", "[shell][I-401]") {
  check_clean({
      {"v=<vault-name>; az --name $v <app-name>", "az|--name|<vault-name>|<app-name>"},
      {"az --name <your vault name> --x", "az|--name|<your vault name>|--x"},
      {"az <a>.vault.azure.net", "az|<a>.vault.azure.net"},
      {"az x < in > out", "az|x"},
      {"az x <in >out", "az|x"},
  });
}

TEST_CASE("unknown values stay symbols", "[shell][I-401]") {
  struct Symbol {
    std::string_view script;
    std::string_view text;
    std::string_view name;
  };
  for (const Symbol& one : std::initializer_list<Symbol>{
           {"az $CLIENT_IP", "$CLIENT_IP", "$CLIENT_IP"},
           {"az kv-$X", "kv-$X", "$X"},
           {"az $(curl ifconfig.me)", "$(curl ifconfig.me)", "$(curl ifconfig.me)"},
           {"x=$(curl -s ifconfig.me); az \"$x/32\"", "$(curl -s ifconfig.me)/32",
            "$(curl -s ifconfig.me)"},
           {"az kv$RANDOM", "kvrandom1", "$RANDOM"},
           {"n=kv$(openssl rand -hex 3); az $n", "kvrandom1", "$(openssl rand -hex 3)"},
           {"let \"r=$RANDOM*$RANDOM\"; az kv$r", "kvrandom3", "$((r=random1*random2))"},
           {"x=a-$RANDOM; az ${x//-/}", "arandom1", "$RANDOM"},
           {"az $(az unknown x)", "$(az unknown x)", "$(az unknown x)"},
           {"read -p 'Name: ' n; az $n", "$n", "$n"},
           {"az $1", "$1", "$1"},
           {"az $(date +%s)", "$(date +%s)", "$(date +%s)"},
       }) {
    const Trial trial = interpret(one.script);
    INFO(one.script);
    REQUIRE(!trial.invocations.empty());
    const auto& word = trial.invocations.back().words.back();
    CHECK(word.text == one.text);
    REQUIRE(word.unknown.has_value());
    CHECK(word.unknown->name == one.name);
  }
  check({
      {"a=$RANDOM; az $a $a $RANDOM", "az|random1|random1|random2"},
      {"for x in a b; do y=$(az unknown $x); az use $y; done",
       "az|unknown|a ; az|use|$(az unknown $x) ; az|unknown|b ; az|use|$(az unknown $x)#2"},
      {"if [ \"$X\" = \"$X\" ]; then az same; fi", "az|same"},
      {"if [ -z \"$X\" ]; then az unset; fi", "az|unset"},
  });
}

TEST_CASE("stand-ins do not show what a script writes into a command", "[shell][CONTRACT-5]") {
  for (const std::string_view script : {
           "az $(date -d S3CRET)",
           "w=$X; az ${w/S3CRET/a}",
           "az ${DRY:+S3CRET}",
           "az $(az unknown | sed 's/S3CRET/x/')",
           "az <(echo S3CRET)",
           "case $X in a) A=1;; esac; az $(echo S3CRET | base64)",
       }) {
    const Trial trial = interpret(script);
    INFO(script);
    const auto& word = trial.invocations.back().words.back();
    CHECK(word.text.find("S3CRET") == std::string::npos);
    REQUIRE(word.unknown.has_value());
    CHECK(word.unknown->name.find("S3CRET") == std::string::npos);
    CHECK(diagnostics_of(trial).find("S3CRET") == std::string::npos);
  }
  // Shown alike, and still two unknowns.
  const Trial two = interpret("w=$X; az ${w/a/b} ${w/c/d} ${w/a/b}");
  CHECK(two.invocations[0].words[1].text != two.invocations[0].words[2].text);
  CHECK(two.invocations[0].words[1].text == two.invocations[0].words[3].text);
}

TEST_CASE("secrets follow the words that hold them", "[shell]") {
  const Trial trial = interpret("k=$(az keys); m=\"x=$k\"; az set A=$m B=plain");
  REQUIRE(trial.invocations.size() == 2);
  CHECK(trial.invocations[1].words[2].secret);
  CHECK_FALSE(trial.invocations[1].words[3].secret);
}

TEST_CASE("a label goes to the command that matters", "[shell][labels]") {
  // Expected: "label:words" for each labelled invocation.
  for (const Case& one : std::initializer_list<Case>{
           {"# T-101 creates\naz a\naz b", "T-101:az a "},
           {"# T-101\n\naz a", ""},
           {"# T-101 first\n# more words\naz a", "T-101:az a "},
           {"# T-108b: x\naz a", "T-108b:az a "},
           {"# t-1 x\naz a", ""},
           {"# T-1\nx=$(az id)\ny=$(az id)", "T-1:az id "},
           {"# T-1\naz create --id $(az id)", "T-1:az create --id /subscriptions/s/id "},
           {"# T-1\nx=plain\naz a", "T-1:az a "},
           {"# T-1\nfor x in a b; do az $x; done", "T-1:az a "},
           {"# T-1\nuntil [ \"$(az show)\" = Succeeded ]; do sleep 1; done", "T-1:az show "},
           {"# T-1\nsleep 120", "T-1:sleep 120 "},
           {"# T-1\necho done", "T-1:echo done "},
           {"# T-1\n:", "T-1:: "},
           {"# T-1\necho x && az a", "T-1:az a "},
           {"sleep 1", ""},
           {"f() { az $1; }\n# T-1\nf a", "T-1:az a "},
           {"az a # T-1 not above\naz b", ""},
           {"if true; then\n  # T-1\n  az a\nfi", "T-1:az a "},
           {"# T-1\nexport X=$(az id)", "T-1:az id "},
           {"# T-1\naz a\n# T-2\naz b", "T-1:az a T-2:az b "},
       }) {
    const Trial trial = interpret(one.script);
    std::string labelled;
    for (const Invocation& invocation : trial.invocations) {
      if (invocation.label.empty()) continue;
      labelled += invocation.label + ":";
      for (const auto& word : invocation.words) labelled += word.text + " ";
    }
    INFO(one.script);
    CHECK(labelled == one.commands);
  }
}

TEST_CASE("places and source are those of the script", "[shell]") {
  const Trial trial =
      interpret("\nx=1\n  az network vnet create \\\n    --name v \\\n    --tag \"$x\"   # why\n");
  REQUIRE(trial.invocations.size() == 1);
  const Invocation& command = trial.invocations[0];
  CHECK(command.source == "az network vnet create --name v --tag \"$x\"");
  CHECK(command.place.line() == 3);
  CHECK(command.place.column() == 3);
  CHECK(command.words[5].place.line() == 4);
  CHECK(command.words[7].place.line() == 5);
  CHECK(command.words[7].place.column() == 11);
  CHECK(command.place.file() == "script.sh");
  CHECK_FALSE(command.captured);
  CHECK(interpret("x=$(az id)").invocations[0].captured);
}

TEST_CASE("a comment inside a continued command is read over", "[shell][I-400]") {
  const Trial trial = interpret("az a \\\n  # --b 1 \\\n  --c 2\naz d");
  CHECK(commands_of(trial) == "az|a|--c|2 ; az|d");
  REQUIRE(trial.diagnostics.size() == 1);
  CHECK(trial.diagnostics[0].where.line == 2);
}

TEST_CASE("what is not understood is a diagnostic at its line", "[shell][diagnostics]") {
  struct Bad {
    std::string_view script;
    Severity severity;
    int line;
    std::string_view part;
  };
  for (const Bad& one : std::initializer_list<Bad>{
           {"az a\naz 'b", Severity::error, 2, "single quote"},
           {"az a\naz \"b", Severity::error, 2, "double quote"},
           {"az `b", Severity::error, 1, "back-tick"},
           {"az $(b", Severity::error, 1, "substitution"},
           {"az ${b", Severity::error, 1, "parameter"},
           {"az a\nfi", Severity::error, 2, "\"fi\""},
           {"az a\n}", Severity::error, 2, "\"}\""},
           {"az a\n)", Severity::error, 2, "\")\""},
           {"\nif true; then az a", Severity::error, 2, "\"fi\""},
           {"for x in a; do az a", Severity::error, 1, "\"done\""},
           {"while true; az a", Severity::error, 1, "\"do\""},
           {"case x in a) az a", Severity::error, 1, "\"esac\""},
           {"{ az a", Severity::error, 1, "brace"},
           {"(az a", Severity::error, 1, "parenthesis"},
           {"az a <<E\nb", Severity::error, 1, "here-document"},
           {"az a (b)", Severity::error, 1, "parenthesis"},
           {"[[ a == b", Severity::error, 1, "[["},
           {"a=(b", Severity::error, 1, "array"},
           {"az a\n$TOOL b", Severity::error, 2, "program"},
           {"eval $X", Severity::error, 1, "eval"},
           {"az a\naz $X", Severity::warning, 2, "never set"},
           {"source ./env.sh", Severity::warning, 1, "env.sh"},
           {"alias x=az", Severity::warning, 1, "alias"},
           {"az $((1 +* 2))", Severity::warning, 1, "calculation"},
           {"x=$(curl u)\nif [ \"$x\" = a ]; then az create; fi", Severity::warning, 2,
            "condition"},
           {"x=$(curl u)\nwhile [ \"$x\" = a ]; do az create; done", Severity::warning, 2, "once"},
           {"x=$(curl u); case $x in a) az create;; esac", Severity::warning, 1, "case"},
           {"curl u || az create", Severity::warning, 1, "||"},
           {"# T-1\n\naz a", Severity::warning, 2, "T-1"},
           {"# T-1\nx=1", Severity::warning, 2, "T-1"},
           {std::string_view("az\0a", 4), Severity::error, 1, "control bytes"},
       }) {
    const Trial trial = interpret(one.script);
    INFO(one.script);
    INFO(diagnostics_of(trial));
    bool found = false;
    for (const Diagnostic& diagnostic : trial.diagnostics)
      found = found || (diagnostic.severity == one.severity && diagnostic.where.line == one.line &&
                        diagnostic.message.find(one.part) != std::string::npos);
    CHECK(found);
  }
}

TEST_CASE("undecided branches: the one that creates is taken", "[shell][I-402]") {
  check({
      {"if curl u; then az vnet create; else az vnet delete; fi", "curl|u ; az|vnet|create"},
      {"if curl u; then az vnet delete; else az vnet create; fi", "curl|u ; az|vnet|create"},
      {"if curl u; then echo a; else az vnet show; fi", "curl|u ; az|vnet|show"},
      {"while curl u; do az vnet create; done", "curl|u ; az|vnet|create"},
      {"while true; do if curl u; then break; fi; sleep 1; done; az b", "curl|u ; az|b"},
  });
}

TEST_CASE("hostile scripts end with an error in little time", "[shell][limits]") {
  const auto repeat = [](std::string_view text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
  };
  const std::vector<std::string> scripts = {
      "az " + repeat("$(", 100000),
      "az " + repeat("$((", 100000),
      "az " + repeat("\"$(", 100000),
      "az " + repeat("${a:-", 100000),
      repeat("(", 100000),
      repeat("{ ", 100000),
      repeat("if ", 100000),
      repeat("((", 100000),
      "az $((" + repeat("(", 3000) + "1" + repeat(")", 3000) + "))",
      "az $((" + repeat("-", 3000) + "1))",
      "az {1..999999999}",
      "az " + repeat("{a,b}", 40),
      "f() { f; }; f",
      "f() { x=$(f); }; f",
      "f() { f & f; }; f",
      "a=aaaaaaaaaaaaaaaa\n" + repeat("a=$a$a\n", 40),
      "a=x; while true; do a=$a$a; done",
      "while true; do az create; done",
      "for ((;;)); do :; done",
      "eval 'eval \"$x\"'; x='eval \"$x\"'; eval \"$x\"",
      "for i in {1..4000}; do for j in {1..4000}; do :; done; done",
      "a=" + repeat("ab", 300000) + "; az ${a//a*c*d*e/x} ${a##*c*d}",
      "az $(seq 1 99999999)",
      "az " + repeat("x", 2 << 20),
      repeat("[ ", 1000) + repeat("az `", 100),
      "[[ " + repeat("( ", 5000) + "a" + repeat(" )", 5000) + " ]] && az b",
  };
  for (const std::string& script : scripts) {
    INFO(script.substr(0, 60));
    const auto begin = std::chrono::steady_clock::now();
    const Trial trial = interpret(script);
    CHECK(!trial.diagnostics.empty());
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  }
  CHECK(commands_of(interpret("az " + repeat("{", 50000))).size() > 50000);
  CHECK(!interpret(std::string(5 << 20, '#')).diagnostics.empty());
}

TEST_CASE("every prefix of a script is read without a crash", "[shell][limits]") {
  const std::string_view script =
      "# T-1\nx=$(az id --q \"a[?b=='c'].d\" | tr -d '\\r'); for i in {1..2}; do az $i \\\n <<E\n"
      "${x:-`date`} $((1+2))\nE\ndone; f() { [[ $1 =~ ^a$ ]] && case $1 in a|b) az;; esac; }; f a";
  for (std::size_t length = 0; length <= script.size(); ++length) {
    interpret(script.substr(0, length));
    interpret(script.substr(length));
  }
  CHECK(interpret(script).diagnostics.empty());
}
