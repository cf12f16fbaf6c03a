#include <airtight/scenario/profile.h>

#include "language_detector.h"
#include "yaml.h"

namespace airtight::scenario {
namespace {

rollout::Action read_action(const YAML::Node& node, const std::string& path) {
  expect_keys(node, {"name", "ok", "settingMissing", "referenceUnresolved", "callFails", "calls"},
              path);
  return {text_of(node, "name", path),           text_of(node, "ok", path),
          text_of(node, "settingMissing", path), text_of(node, "referenceUnresolved", path),
          text_of(node, "callFails", path),      texts_of(node, "calls", path)};
}

rollout::Variant read_variant(const YAML::Node& node, const std::string& path) {
  expect_keys(node, {"name", "settings", "actions"}, path);
  rollout::Variant variant{text_of(node, "name", path), texts_of(node, "settings", path), {}};
  for (const YAML::Node& action : node["actions"])
    variant.actions.push_back(read_action(action, path));
  return variant;
}

}  // namespace

Result<rollout::Profile> read_profile(const std::string& text, const std::string& path) {
  try {
    const YAML::Node root = parse_yaml(text, path);
    expect_keys(root, {"schema", "variants"}, path);
    if (text_of(root, "schema", path) != "airtight/app/1")
      refuse(root["schema"], path, "expected the schema \"airtight/app/1\"");
    rollout::Profile profile;
    for (const YAML::Node& variant : root["variants"])
      profile.variants.push_back(read_variant(variant, path));
    if (profile.variants.empty()) refuse(root, path, "expected at least one variant");
    return profile;
  } catch (const Unreadable& unreadable) {
    return tl::unexpected(unreadable.error);
  } catch (const YAML::Exception& error) {
    return fail({path, error.mark.line + 1, 0, ""}, "YAML: " + error.msg);
  }
}

const rollout::Profile& language_detector() {
  static const rollout::Profile profile =
      read_profile(std::string(language_detector_yaml), "language-detector.yaml").value();
  return profile;
}

}  // namespace airtight::scenario
