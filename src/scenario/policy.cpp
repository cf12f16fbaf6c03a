#include <airtight/base/text.h>
#include <airtight/scenario/policy.h>

#include <algorithm>
#include <set>

#include "yaml.h"

namespace airtight::scenario {
namespace {

verify::Severity read_severity(const YAML::Node& node, const std::string& path) {
  const std::string word = optional_text(node, "severity", path);
  if (word.empty()) return verify::Severity::high;
  for (const auto severity :
       {verify::Severity::low, verify::Severity::medium, verify::Severity::high}) {
    if (word == to_string(severity)) return severity;
  }
  refuse(node["severity"], path, "found " + in_quotes(word) + ", expected low, medium or high");
}

verify::Assertion read_assertion(const YAML::Node& node, const std::string& path) {
  expect_keys(node, {"id", "title", "severity", "isolated"}, path);
  const YAML::Node isolated = node["isolated"];
  if (!isolated) refuse(node, path, "expected what is asserted: \"isolated\"");
  expect_keys(isolated, {"app", "backend"}, path);
  verify::Assertion assertion;
  assertion.id = text_of(node, "id", path);
  assertion.title = optional_text(node, "title", path);
  assertion.severity = read_severity(node, path);
  assertion.app = text_of(isolated, "app", path);
  assertion.back_end = text_of(isolated, "backend", path);
  assertion.where = {path, node.Mark().line + 1, 0, ""};
  if (assertion.title.empty())
    assertion.title = assertion.back_end + " is isolated for " + assertion.app;
  return assertion;
}

verify::Policy read(const YAML::Node& root, const std::string& path) {
  expect_keys(root, {"schema", "assertions"}, path);
  if (text_of(root, "schema", path) != "airtight/policy/1")
    refuse(root["schema"], path, "expected the schema \"airtight/policy/1\"");
  const YAML::Node list = root["assertions"];
  if (!list || !list.IsSequence() || list.size() == 0)
    refuse(list ? list : root, path, "expected a list of \"assertions\"");
  verify::Policy policy;
  std::set<std::string> ids;
  for (const YAML::Node& node : list) {
    policy.assertions.push_back(read_assertion(node, path));
    if (!ids.insert(policy.assertions.back().id).second)
      refuse(node["id"], path, "a second assertion has this id");
  }
  return policy;
}

}  // namespace

Result<verify::Policy> read_policy(const std::string& text, const std::string& path) {
  try {
    return read(parse_yaml(text, path), path);
  } catch (const Unreadable& unreadable) {
    return tl::unexpected(unreadable.error);
  } catch (const YAML::Exception& error) {
    return fail(Where{path, error.mark.line + 1, 0, ""}, "YAML: " + error.msg);
  }
}

}  // namespace airtight::scenario
