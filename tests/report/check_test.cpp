#include <airtight/report/check.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>

#include "cli/outside.h"

using namespace airtight;
using Json = nlohmann::json;

namespace {

verify::PolicyResult result(const std::string& app, const std::string& back_end,
                            verify::Status status) {
  verify::PolicyResult one;
  one.rule = "isolated-backend";
  one.id = "isolated-backend/" + app + "/" + back_end;
  one.title = back_end + " is isolated for " + app;
  one.status = status;
  one.from = app;
  one.to = back_end;
  one.subject = app + " -> " + back_end;
  one.where = {"infra/app.json", 3, 0, "/0"};
  if (status == verify::Status::pass) return one;
  one.explanation = "the Internet gets in";
  one.decided = {"infra/vault.json", 7, 0, "/1"};
  verify::Witness witness;
  witness.from = "internet";
  witness.to = back_end;
  witness.trace = {
      {"public DNS", "leads to the front end", {"D-101"}, "", "", {}},
      {"nsg", "lets it pass", {"N-046"}, "/s/nsg1", "allow-all", {"infra/nsg.json", 5, 0, "/2"}},
      {"service firewall", "is open", {"N-312"}, "/s/kv1", "", {"infra/vault.json", 7, 0, "/1"}}};
  one.witness = witness;
  return one;
}

report::Check check_of(std::vector<verify::PolicyResult> results) {
  report::Check check;
  check.preamble.command = "check";
  check.preamble.inputs = {{"infra/app.json", "resource list", std::string(64, 'a')}};
  check.results = std::move(results);
  check.tree = {"/repo", "/repo/service"};
  check.gate = true;
  return check;
}

report::Check three() {
  return check_of({result("app1", "kv1", verify::Status::fail),
                   result("app1", "kv2", verify::Status::undetermined),
                   result("app2", "kv1", verify::Status::pass)});
}

// Every text of a result is somebody else's.
report::Check hostile(const std::string& text) {
  verify::PolicyResult one = result("app1", "kv1", verify::Status::fail);
  for (std::string* field :
       {&one.rule, &one.id, &one.title, &one.from, &one.to, &one.subject, &one.explanation})
    *field += text;
  one.decided.file = one.decided.file + text;
  one.controls = {text};
  for (Step& step : one.witness->trace) {
    step.summary += text;
    step.rule += text;
    step.where.file = step.where.file + text;
  }
  verify::Waiver waiver;
  waiver.reason = text;
  waiver.owner = text;
  one.waiver = verify::WaiverUse{waiver, true};
  return check_of({one});
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string outside_code(const std::string& comment) {
  std::istringstream in(comment);
  std::string rest;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) inside = !inside;
    const bool html = line.starts_with("<details>");  // no Markdown there, and its text escaped
    if (!inside && !html) rest += line + "\n";
  }
  CHECK_FALSE(inside);
  const std::string prose = std::regex_replace(rest, std::regex("(`+)[^`].*?\\1"), "");
  return std::regex_replace(prose, std::regex(R"(\\.)"), "");  // what is escaped means itself
}

const std::vector<std::string> attacks{"<script>alert(1)</script>",
                                       "\"><img src=x onerror=alert(1)>",
                                       "]]>",
                                       "-->",
                                       "\n::error::x",
                                       "\n##vso[task.complete result=Succeeded]",
                                       "](javascript:alert(1))",
                                       "```",
                                       "\xff\xfe\x01",
                                       "' onload='x",
                                       "</style>",
                                       "{{x}}",
                                       "%0A::set-output name=x::y"};

}  // namespace

TEST_CASE("SARIF is valid and says where, how and what decided", "[report][sarif]") {
  const std::string text = report::sarif_check(three());
  CHECK(sarif_faults(text).empty());
  CHECK_FALSE(sarif_faults(R"({"version": "2.1.0", "runs": [{}]})").empty());
  const Json run = Json::parse(text)["runs"][0];
  REQUIRE(run["results"].size() == 2);
  const Json& failing = run["results"][0];
  CHECK(failing["level"] == "error");
  CHECK(failing["ruleId"] == "isolated-backend");
  const Json& place = failing["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "service/infra/vault.json");
  CHECK(place["region"]["startLine"] == 7);
  CHECK(failing["codeFlows"][0]["threadFlows"][0]["locations"].size() == 3);
  CHECK(failing["relatedLocations"].size() == 3);  // the rule, the vault, the app
  const Json& doubt = run["results"][1];
  CHECK(doubt["level"] == "warning");
  CHECK(doubt["ruleId"] == "isolated-backend/undetermined");
  for (const Json& one : run["results"])
    CHECK(run["tool"]["driver"]["rules"][one["ruleIndex"].get<std::size_t>()]["id"] ==
          one["ruleId"]);
}

TEST_CASE("fingerprints outlive moved lines and tell subjects apart", "[report][sarif]") {
  const auto prints = [](const report::Check& check) {
    std::vector<std::string> all;
    const Json run = Json::parse(report::sarif_check(check))["runs"][0];
    for (const Json& one : run["results"])
      all.push_back(one["partialFingerprints"]["primaryLocationLineHash"]);
    return all;
  };
  report::Check moved = three();
  for (verify::PolicyResult& one : moved.results) {
    one.decided.line += 20;
    one.where.line += 20;
  }
  CHECK(prints(three()) == prints(moved));
  CHECK(prints(three())[0] != prints(three())[1]);
  report::Check other = three();
  other.results[0].subject = "app9 -> kv1";
  CHECK(prints(three())[0] != prints(other)[0]);
}

TEST_CASE("what lies outside the repository is named absolutely", "[report][sarif]") {
  report::Check check = three();
  check.results[0].decided.file = "../../etc/x y.json";
  CHECK(report::sarif_check(check).find("\"file:///etc/x%20y.json\"") != std::string::npos);
  check.results[0].decided.file = "../top.json";
  CHECK(report::sarif_check(check).find("\"uri\": \"top.json\"") != std::string::npos);
  CHECK(report::github_check(check).find("file=top.json,line=7") != std::string::npos);
}

TEST_CASE("JUnit has a suite for each sender and counts what fails", "[report][junit]") {
  const std::string text = report::junit_check(three());
  const std::string faults = junit_faults(text);
  if (faults == "skipped") WARN("skipped: xmllint is not installed");
  CHECK((faults.empty() || faults == "skipped"));
  CHECK(count(text, "<testsuite ") == 2);
  CHECK(count(text, "<testcase ") == 3);
  CHECK(text.find("<testsuites name=\"airtight check\" tests=\"3\" failures=\"1\" errors=\"1\"") !=
        std::string::npos);
  CHECK(report::junit_check(check_of({})).find("errors=\"1\"") != std::string::npos);
}

TEST_CASE("a comment says the verdict first and fits", "[report][markdown]") {
  const std::string text = report::markdown_check(three());
  CHECK(
      text.starts_with("<!-- airtight:check -->\n## ❌ airtight check: 3 assertions: 1 fails, 1 "
                       "is undetermined, 1 holds\n"));
  std::vector<verify::PolicyResult> many;
  for (int i = 0; i < 3000; ++i)
    many.push_back(result("application-number-" + std::to_string(i), "kv1", verify::Status::fail));
  const std::string cut = report::markdown_check(check_of(many));
  CHECK(cut.size() < 60'000);
  const std::size_t shown = count(cut, " fail</summary>") + count(cut, "\n- ❌");
  CHECK(cut.find("**" + std::to_string(3000 - shown) + " more**") != std::string::npos);
  CHECK(shown > 20);
}

TEST_CASE("annotations name file and line, doubt as a warning", "[report][annotations]") {
  CHECK(report::github_check(three()) ==
        "::error file=service/infra/vault.json,line=7,title=kv1 is isolated for app1::app1 -> "
        "kv1: the Internet gets in\n"
        "::warning file=service/infra/vault.json,line=7,title=kv2 is isolated for app1::app1 -> "
        "kv2: undetermined: the Internet gets in\n"
        "airtight check: 3 assertions: 1 fails, 1 is undetermined, 1 holds\n");
  CHECK(report::azure_devops_check(three()).starts_with(
      "##vso[task.logissue type=error;sourcepath=service/infra/vault.json;linenumber=7;]kv1 is "
      "isolated for app1: app1 -> kv1: the Internet gets in\n"));
}

TEST_CASE("hostile names stay names in every format", "[report][escape]") {
  for (const std::string& attack : attacks) {
    INFO(attack);
    const report::Check check = hostile(attack);
    CHECK(sarif_faults(report::sarif_check(check)).empty());
    const std::string faults = junit_faults(report::junit_check(check));
    CHECK((faults.empty() || faults == "skipped"));
    const std::string page = report::html_check(check, "");
    for (const char* tag : {"<script", "<img", " onload='", "</style></style>"})
      CHECK(page.find(tag) == std::string::npos);
    CHECK(count(page, "</style>") == 1);
    const std::string comment = outside_code(report::markdown_check(check));
    for (const char* tag : {"<script", "<img", "](javascript"})
      CHECK(comment.find(tag) == std::string::npos);
    CHECK(count(report::github_check(check), "\n") == 2);
    CHECK(count(report::github_check(check), "\n::") == 0);
    CHECK(count(report::azure_devops_check(check), "\n") == 2);
    CHECK(count(report::azure_devops_check(check), "##vso[") == 1);
  }
}

TEST_CASE("a page has no script and asks nobody for anything", "[report][html]") {
  const std::string page = report::html_check(three(), "<?xml?><!DOCTYPE svg><svg>x</svg>");
  CHECK(page.find("default-src 'none'") != std::string::npos);
  for (const char* word :
       {"<script", "http://", "https://", "url(", "@import", "<link", "<!DOCTYPE"})
    CHECK(page.find(word) == std::string::npos);
  CHECK(page.find(">x</svg>") != std::string::npos);
  CHECK(count(page, "href=\"#r0\"") == 2);  // the cell and the heading
}

TEST_CASE("a page of very many results stays below two megabytes", "[report][html]") {
  std::vector<verify::PolicyResult> many;
  for (int app = 0; app < 200; ++app) {
    for (int back_end = 0; back_end < 90; ++back_end) {
      many.push_back(result("app" + std::to_string(app), "kv" + std::to_string(back_end),
                            back_end % 3 == 0 ? verify::Status::fail : verify::Status::pass));
      many.back().explanation += many.back().status == verify::Status::fail
                                     ? " in the way of " + std::to_string(many.size())
                                     : "";
    }
  }
  const std::string page = report::html_check(check_of(many), "");
  CHECK(page.size() < 2'000'000);
  CHECK(page.find("have no room on this page") != std::string::npos);
  CHECK(page.find("<div class=\"many\">") != std::string::npos);
}

TEST_CASE("what is alike is told once on a page, with how many there are", "[report][html]") {
  std::vector<verify::PolicyResult> many;
  for (int app = 0; app < 200; ++app)
    many.push_back(result("app" + std::to_string(app), "kv1", verify::Status::fail));
  const std::string page = report::html_check(check_of(many), "");
  CHECK(count(page, "<section ") == 1);
  CHECK(page.find("and 199 more alike") != std::string::npos);
  CHECK(page.find("<summary>app0 and 199 more</summary>") != std::string::npos);
}

TEST_CASE("a page says why it has no picture", "[report][html]") {
  CHECK(report::html_check(three(), "").find("Graphviz (dot) is not installed") !=
        std::string::npos);
  std::vector<verify::PolicyResult> many(401, result("app1", "kv1", verify::Status::fail));
  CHECK(report::html_check(check_of(many), "").find("it would be too large") != std::string::npos);
  verify::PolicyResult open = result("app1", "kv1", verify::Status::undetermined);
  open.witness.reset();
  CHECK(report::html_check(check_of({open}), "").find("no picture") == std::string::npos);
}

TEST_CASE("waivers and baselines show in every format", "[report][waivers]") {
  report::Check check = three();
  verify::Waiver waiver;
  waiver.reason = "moves in March";
  waiver.owner = "team-a";
  waiver.expires = std::chrono::year{2027} / 3 / 31;
  check.results[0].waiver = verify::WaiverUse{waiver, false};
  check.results[1].standing = verify::Standing::known;
  check.baseline = verify::Comparison{};
  check.baseline->known = 1;
  check.baseline->fixed = {{"old", "app3 -> kv1", verify::Status::fail}};
  const std::string words = "waived until 2027-03-31 by team-a: moves in March";
  const std::string sarif = report::sarif_check(check);
  CHECK(sarif_faults(sarif).empty());
  const Json results = Json::parse(sarif)["runs"][0]["results"];
  CHECK(results[0]["suppressions"][0]["justification"] == words);
  CHECK(results[1]["baselineState"] == "unchanged");
  const std::string junit = report::junit_check(check);
  CHECK(count(junit, "<skipped ") == 2);
  CHECK(junit.find("failures=\"0\" errors=\"0\"") != std::string::npos);
  for (const std::string& text : {junit, report::text_check(check, false),
                                  report::html_check(check, ""), report::github_check(check)}) {
    CHECK(text.find(words) != std::string::npos);
  }
  const std::string comment = report::markdown_check(check);
  CHECK(comment.find("✅") != std::string::npos);
  CHECK(comment.find("Fixed since the baseline: `app3 -> kv1`") != std::string::npos);
  CHECK(report::github_check(check).find("::error") == std::string::npos);
}
