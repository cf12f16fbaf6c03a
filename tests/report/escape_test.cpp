#include "report/escape.h"

#include <catch2/catch.hpp>

using namespace airtight::report;

TEST_CASE("XML keeps no character that it does not have", "[report][escape]") {
  CHECK(xml("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  CHECK(xml("a\x01\n") == "a\\x01\\x0a");
  CHECK(xml_lines("a\n<\tb") == "a\n&lt;\\x09b");
  CHECK(xml_lines("\na") == "\na");
  CHECK(xml("a\xff"
            "b") ==
        "a\xef\xbf\xbd"
        "b");  // no UTF-8
  CHECK(xml("a\xef\xbf\xbf"
            "b") ==
        "a\xef\xbf\xbd"
        "b");  // U+FFFF
  CHECK(xml("zürich") == "zürich");
}

TEST_CASE("Markdown of an input formats, links and calls nobody", "[report][escape]") {
  CHECK(markdown("*a* _b_ `c`") == "\\*a\\* \\_b\\_ \\`c\\`");
  CHECK(markdown("<img src=x>") == "&lt;img src=x&gt;");
  CHECK(markdown("[x](y)|z") == "\\[x\\](y)\\|z");
  CHECK(markdown("@octocat") == "@&#8203;octocat");
  CHECK(markdown("https://x") == "https&#58;//x");
}

TEST_CASE("code is quoted with as many backticks as it takes", "[report][escape]") {
  CHECK(code_span("a") == "`a`");
  CHECK(code_span("a`b") == "``a`b``");
  CHECK(code_span("`a") == "`` `a ``");
  CHECK(code_span("a|b") == "`a\\|b`");
  CHECK(code_block("a\nb\n") == "```text\na\nb\n```\n");
  CHECK(code_block("```\nb") == "````text\n```\nb\n````\n");
}

TEST_CASE("workflow commands are escaped as GitHub documents it", "[report][escape]") {
  CHECK(github_data("100%: a,b") == "100%25: a,b");
  CHECK(github_property("100%: a,b") == "100%25%3A a%2Cb");
  CHECK(github_data("a\nb") == "a\\x0ab");  // a line feed of the input ends no line
}

TEST_CASE("logging commands are escaped as Azure Pipelines documents it", "[report][escape]") {
  CHECK(azure_devops_property("a;b]%") == "a%3Bb%5D%AZP25");
  CHECK(azure_devops_data("a;b]%") == "a;b]%AZP25");
  // The agent looks for commands anywhere in a line.
  CHECK(azure_devops_data("##vso[task.complete]").find("##vso[") == std::string::npos);
  CHECK(azure_devops_data("##[error]").find("##[") == std::string::npos);
}

TEST_CASE("paths become URIs", "[report][escape]") {
  CHECK(uri_path("a b/ü#?.json") == "a%20b/%C3%BC%23%3F.json");
}
