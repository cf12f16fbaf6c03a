#include "input/arm/entries.h"

#include <airtight/base/text.h>

#include <filesystem>
#include <map>
#include <utility>

#include "input/arm/expansion.h"
#include "input/arm/given.h"
#include "input/arm/relaxed_json.h"

namespace airtight::input::arm {
namespace {

// The names of the deployments around a resource, so that a finding says which copy it is about.
void add_chain(const Frame& frame, Value& resource) {
  if (frame.chain.empty()) return;
  Value chain = make_array(resource.place);
  for (const std::string& name : frame.chain)
    chain.array()->push_back(make_string(name, resource.place));
  resource.set("$deployments", std::move(chain));
}

Value stub(const Instance& instance) {
  Value resource = make_object(instance.node->place);
  resource.set("id", make_string(instance.id.text(), instance.node->place));
  resource.set("properties", make_object(instance.node->place));
  resource.set("$external", make_bool(true, instance.node->place));
  return resource;
}

// The resources that are deployed, each id once.
class Collected {
 public:
  explicit Collected(Expansion& expansion) : expansion_(expansion) {}

  void add(Instance& instance, Value resource) {
    const auto [known, fresh] = by_id_.emplace(instance.id.key(), resources_.size());
    if (fresh) {
      resources_.push_back(std::move(resource));
      writers_.push_back(&instance);
      return;
    }
    Value& before = resources_[known->second];
    Instance*& writer = writers_[known->second];
    if (same_value(before, resource)) return;
    if (writer->existing || expansion_.comes_after(instance, *writer)) {
      before = std::move(resource);
      writer = &instance;
    } else if (!expansion_.comes_after(*writer, instance)) {
      report_race(instance);
      before = std::move(resource);
      writer = &instance;
    }
  }

  bool has(const azure::ResourceId& id) const { return by_id_.contains(id.key()); }
  Array take() { return std::move(resources_); }

 private:
  // I-004: the later write replaces the earlier one, and here nothing says which is later.
  void report_race(const Instance& instance) {
    const std::string what = std::string(instance.id.name()) +
                             " is written twice with other values, and no dependsOn says which "
                             "write is the last";
    expansion_.report(Severity::warning, instance.node->place, what, {"I-004"});
    expansion_.add_gap(instance.node->place, what, {to_lower(instance.id.type())});
  }

  Expansion& expansion_;
  Array resources_;
  std::vector<Instance*> writers_;
  std::map<std::string, std::size_t> by_id_;
};

// A resource whose name is not known is a gap only: under a name of our own it would be a resource
// that does not exist.
bool is_left_out(const Instance& instance) {
  return instance.absent || instance.existing || instance.unnamed || instance.nested != nullptr ||
         instance.id.empty();
}

// The children of a type are in the scope of its gaps, too.
void report_unnamed(Expansion& expansion, const Instance& instance) {
  const std::string type = to_lower(instance.type);
  if (instance.absent || instance.existing || type == "microsoft.resources/deployments") return;
  const std::string what = "the name of " + instance.type + ": " + instance.nameless;
  expansion.report(Severity::warning, instance.node->place,
                   what + " is not known, so verdicts on its type are uncertain", {"I-085"});
  expansion.add_gap(instance.node->place, what, {type});
}

// A stub stands only for what is not declared (I-005).
Array resources_of(Expansion& expansion) {
  Collected collected(expansion);
  for (Instance& instance : expansion.instances()) {
    if (instance.unnamed) report_unnamed(expansion, instance);
    if (is_left_out(instance)) continue;
    const Ref body = expansion.body(instance);
    if (body->object() == nullptr) continue;
    if (!instance.doubt.empty())
      expansion.add_gap(instance.node->place,
                        "whether " + instance.id.text() + " is deployed: " + instance.doubt,
                        {to_lower(instance.id.type())});
    Value resource = *body;
    add_chain(*instance.context.frame, resource);
    collected.add(instance, std::move(resource));
  }
  for (Instance& instance : expansion.instances()) {
    if (!instance.existing || instance.absent || instance.unnamed || instance.id.empty()) continue;
    if (!collected.has(instance.id)) collected.add(instance, stub(instance));
  }
  return collected.take();
}

std::string file_name(const Source& source) {
  return to_lower(std::filesystem::path(source.path.str()).filename().string());
}

// "main" for "main.json", and for "main.parameters.json" too.
std::string stem(const Source& source) {
  const std::string name = file_name(source);
  if (const auto at = name.find(".parameters"); at != std::string::npos) return name.substr(0, at);
  return name.substr(0, name.rfind('.'));
}

}  // namespace

namespace {

Deployed expand(const Source& source, std::span<const ParameterSource> parameters,
                const DeploymentTarget& target, const LinkedTemplates& linked, ParameterUse& use,
                bool with_outputs, Diagnostics& diagnostics) {
  auto root = read_relaxed_json(source.text, source.path, diagnostics);
  if (!root) return {{}, make_object()};
  Expansion expansion(target, linked, diagnostics);
  Frame& frame = expansion.open({std::make_shared<const Value>(std::move(*root))});
  give_parameters(parameters, frame, use, diagnostics);
  expansion.require_parameters(frame);
  expansion.declare_all(frame);
  expansion.complete();
  Deployed deployed{list::entries_of(resources_of(expansion), diagnostics), make_object()};
  if (with_outputs) deployed.outputs = *expansion.outputs(frame);
  for (const ResourceSet::Gap& gap : expansion.gaps()) deployed.entries.gaps.push_back(gap);
  sort_and_unique(diagnostics);
  return deployed;
}

}  // namespace

list::Entries read_template(const Source& source, std::span<const ParameterSource> parameters,
                            const DeploymentTarget& target, const LinkedTemplates& linked,
                            ParameterUse& use, Diagnostics& diagnostics) {
  return expand(source, parameters, target, linked, use, false, diagnostics).entries;
}

Deployed deploy_template(const Source& source, std::span<const ParameterSource> parameters,
                         const DeploymentTarget& target, const LinkedTemplates& linked,
                         ParameterUse& use, Diagnostics& diagnostics) {
  return expand(source, parameters, target, linked, use, true, diagnostics);
}

LinkedTemplates beside(const Source& source, std::set<std::filesystem::path>& read) {
  const std::filesystem::path folder = std::filesystem::path(source.path.str()).parent_path();
  return [folder, &read](const std::string& path) -> std::optional<Source> {
    auto found = read_source((folder / path).string());
    if (!found.has_value()) return std::nullopt;
    read.insert((folder / path).lexically_normal());
    return std::move(found.value());
  };
}

std::size_t owner_of(const std::vector<Source>& sources, const Source& file, std::size_t position) {
  std::size_t owner = std::string::npos;
  bool by_name = false;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].kind != Kind::arm_template) continue;
    const bool named = stem(sources[i]) == stem(file);
    const bool nearer = owner == std::string::npos || (!by_name && i < position);
    if (named || nearer) owner = i;
    by_name = by_name || named;
  }
  return owner;
}

std::vector<std::vector<ParameterSource>> match_parameters(const std::vector<Source>& sources) {
  std::vector<std::vector<ParameterSource>> matched(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].kind != Kind::arm_parameters) continue;
    const std::size_t owner = owner_of(sources, sources[i], i);
    if (owner < sources.size()) matched[owner].emplace_back(sources[i]);
  }
  return matched;
}

}  // namespace airtight::input::arm

namespace airtight::input {

void read_arm_template(const Source& source, std::span<const Source> parameters,
                       const DeploymentTarget& target, const LinkedTemplates& linked,
                       ResourceSet& set, Diagnostics& diagnostics) {
  const std::vector<ParameterSource> given(parameters.begin(), parameters.end());
  arm::ParameterUse use;
  list::Entries entries = arm::read_template(source, given, target, linked, use, diagnostics);
  list::add_as_set(set, std::move(entries), diagnostics);
}

}  // namespace airtight::input
