// Which resources a template has, and their ids (I-046 and following). Only counts, conditions,
// names and scopes are evaluated here.
#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/arm/expansion.h"
#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

constexpr std::string_view deployment_type = "microsoft.resources/deployments";

// What a resource of this node may be, for a gap: its type, or anything.
std::vector<std::string> types_of(const Value& node) {
  const Value* type = node.find("type");
  if (type == nullptr || type->string() == nullptr || !is_type(*type->string()) ||
      equal_ignoring_case(*type->string(), deployment_type))
    return {"*"};
  return {to_lower(*type->string())};
}

// I-051: "subnets" in a virtual network. A type with a namespace of its own is no child.
bool is_child(std::string_view type, const Instance& parent) {
  return !is_type(type) || starts_with_ignoring_case(type, parent.type + "/");
}

std::size_t parts(std::string_view text) { return split(text, '/').size(); }

std::string id_text(const Instance& instance, const std::string& subscription) {
  if (equal_ignoring_case(instance.type, "Microsoft.Resources/resourceGroups"))
    return "/subscriptions/" + subscription + "/resourceGroups/" + instance.name;
  const bool of_tenant =
      starts_with_ignoring_case(instance.type, "Microsoft.Management/managementGroups");
  return id_of(of_tenant ? "" : instance.scope, instance.type, {instance.name}).value_or("");
}

}  // namespace

void Expansion::add_declarations(const Ref& resources,
                                 std::vector<std::unique_ptr<Declaration>>& out) {
  const auto add = [&](std::string symbol, const Value& node) {
    auto declaration = std::make_unique<Declaration>();
    declaration->symbol = std::move(symbol);
    declaration->node = part(resources, node);
    out.push_back(std::move(declaration));
  };
  for (const Value& node : items_of(resources.value.get())) add("", node);
  if (resources->object() != nullptr) {
    for (const Member& member : *resources->object()) add(member.key, member.value);
  } else if (resources->array() == nullptr) {
    report(Severity::error, resources->place,
           "found " + std::string(kind_of(*resources)) + ", expected an array of resources",
           {"I-046"});
    add_gap(resources->place, "resources that are not an array", {"*"});
  }
}

// A search declares what can be declared now. A name that needs what the search is for is left for
// later.
void Expansion::declare_own(Frame& frame) {
  for (const auto& declaration : frame.declarations) {
    const int cycles = cycles_;
    const bool fresh = declaration->state == Slot::State::fresh;
    declare(frame, *declaration, frame.locals);
    if (searching_ > 0 && fresh && cycles_ != cycles) forget(*declaration);
  }
}

void Expansion::declare_all(Frame& frame) {
  declare_own(frame);
  for (const auto& declaration : frame.declarations) {
    for (Instance* instance : declaration->instances) {
      Frame* inner = instance->absent ? nullptr : nested(*instance);
      if (inner != nullptr) declare_all(*inner);
    }
  }
}

void Expansion::declare(Frame& frame, Declaration& declaration, const Locals& locals) {
  if (declaration.state != Slot::State::fresh) return;
  declaration.state = Slot::State::running;
  const int cycles = cycles_;
  const Ref& node = declaration.node;
  const Value* copy = node->find("copy");
  if (node->object() == nullptr) {
    report(Severity::error, node->place,
           "found " + std::string(kind_of(*node)) + ", expected a resource", {"I-046"});
    add_gap(node->place, "a resource that is no object", {"*"});
  } else if (node->find("import") != nullptr || node->find("extension") != nullptr) {
    report(Severity::note, node->place, "not a resource of Azure Resource Manager; left out",
           {"I-063"});
  } else if (copy == nullptr || copy->object() == nullptr) {
    declaration.instances.push_back(declare_instance(frame, declaration, locals));
  } else {
    const Ref count = count_of(part(node, *copy), {&frame, locals});
    const Unknown* origin = count->unknown();
    if (origin != nullptr && (searching_ == 0 || cycles_ == cycles))
      add_gap(copy->place, "how many resources the copy makes: " + origin->name, types_of(*node));
    const auto* size = std::get_if<std::int64_t>(&count->data);
    const Value* name = copy->find("name");
    for (std::int64_t i = 0; size != nullptr && i < *size && !exhausted_; ++i) {
      Local loop{Local::Kind::resource_copy, {}, i, {}, locals};
      if (name != nullptr && name->string() != nullptr) loop.name = *name->string();
      declaration.instances.push_back(
          declare_instance(frame, declaration, std::make_shared<const Local>(std::move(loop))));
    }
  }
  declaration.state = Slot::State::done;
}

Ref Expansion::evaluated(const Instance& instance, std::string_view member) {
  const Value* found = instance.node->find(member);
  if (found == nullptr) return {};
  return evaluate(part(instance.node, *found), instance.context);
}

Instance* Expansion::declare_instance(Frame& frame, const Declaration& declaration, Locals locals) {
  Instance& instance = instances_.emplace_back();
  instance.node = declaration.node;
  instance.context = {&frame, std::move(locals)};
  instance.symbol = declaration.symbol;
  instance.doubt = frame.doubt;
  const Value* existing = instance.node->find("existing");
  instance.existing = existing != nullptr && existing->boolean() != nullptr && *existing->boolean();
  if (--budget_.instances < 0) charge(budget_.steps + 1, 0, instance.node->place);
  // The service never evaluates a name that nothing uses, so its faults are no errors (I-048).
  const auto quiet = instance.existing ? std::make_unique<Quiet>(*this) : nullptr;
  instance.absent = exhausted_ || !is_wanted(frame, instance);
  const Value* children = instance.node->find("resources");
  if (instance.absent && children == nullptr) return &instance;
  if (!name_instance(frame, instance, declaration.parent)) instance.absent = true;
  if (!instance.absent && !instance.unnamed) {
    Instance*& known = by_id_[instance.id.key()];
    if (known == nullptr || known->existing || !instance.existing) known = &instance;
  }
  if (children == nullptr || children->is_null() || exhausted_) return &instance;
  // A condition does not extend to the resources nested in it.
  add_declarations(part(instance.node, *children), instance.children);
  for (const auto& child : instance.children) {
    child->parent = &instance;
    declare(frame, *child, instance.context.locals);
  }
  return &instance;
}

bool Expansion::is_wanted(Frame& frame, Instance& instance) {
  const Ref condition = evaluated(instance, "condition");
  if (!condition.value) return true;
  if (const bool* holds = condition->boolean()) return *holds;
  const std::string* text = condition->string();
  if (text != nullptr && equal_ignoring_case(*text, "true")) return true;
  if (text != nullptr && equal_ignoring_case(*text, "false")) return false;
  const Unknown* origin = condition->unknown();
  if (origin == nullptr)
    report(Severity::error, condition->place,
           "the condition is " + std::string(kind_of(*condition)) + ", expected true or false",
           {"I-048"});
  instance.doubt = origin != nullptr ? origin->name : "a condition that is not true or false";
  if (!frame.doubt.empty()) instance.doubt = frame.doubt + ", " + instance.doubt;
  return true;
}

bool Expansion::name_instance(Frame& frame, Instance& instance, const Instance* parent) {
  const Ref type = evaluated(instance, "type");
  if (!type.value || type->string() == nullptr ||
      (parent == nullptr && !is_type(*type->string()))) {
    report(Severity::error, instance.node->place,
           "the resource has no type \"Namespace.Name/type\"", {"I-046"});
    add_gap(instance.node->place, "a resource without a type", {"*"});
    return false;
  }
  const bool child = parent != nullptr && is_child(*type->string(), *parent);
  instance.type =
      child && !is_type(*type->string()) ? parent->type + "/" + *type->string() : *type->string();
  const Ref name = evaluated(instance, "name");
  Scope scope = frame.scope;
  const auto doubt = scope_instance(frame, instance, scope, instance.scope);
  instance.target = scope;
  if (child && instance.node->find("scope") == nullptr) instance.scope = parent->scope;
  if (name.value && name->unknown() == nullptr) instance.name = printed(*name, '"');
  if (child && parts(instance.name) + 1 < parts(instance.type))
    instance.name = parent->name + "/" + instance.name;
  const bool lost = child && parent->unnamed;
  const Unknown* origin = doubt                           ? &*doubt
                          : name.value && name->unknown() ? name->unknown()
                                                          : nullptr;
  const Unknown of_parent{"the name of its parent", "it is not known"};
  if (lost && origin == nullptr) origin = &of_parent;
  if (origin != nullptr) {
    name_unknown(instance, instance.scope, *origin);
    return true;
  }
  instance.id = azure::ResourceId(id_text(instance, scope.subscription));
  if (!instance.id.empty() && !instance.name.empty()) return true;
  report(
      Severity::error, name.value ? name->place : instance.node->place,
      "the name " + in_quotes(instance.name) + " does not fit the type " + in_quotes(instance.type),
      {"I-051"});
  add_gap(instance.node->place, "a resource whose name does not fit its type",
          {to_lower(instance.type)});
  return false;
}

// The id is our own then: no other resource has it.
void Expansion::name_unknown(Instance& instance, const std::string& scope, const Unknown& origin) {
  instance.unnamed = true;
  const std::size_t count = parts(instance.type) - 1;
  std::string name = "[" + printable(origin.name.substr(0, 80)) + "]#" + std::to_string(++unnamed_);
  std::ranges::replace(name, '/', '|');
  instance.name = join(std::vector<std::string>(count, name), "/");
  instance.id = azure::ResourceId(id_of(scope, instance.type, {instance.name}).value_or(""));
  instance.nameless =
      origin.name + (origin.reason.empty() ? std::string() : " (" + origin.reason + ")");
}

// I-055, I-056.
std::optional<Unknown> Expansion::scope_instance(const Frame&, const Instance& instance,
                                                 Scope& scope, std::string& id) {
  std::optional<Unknown> doubt;
  const auto text = [&](std::string_view member) -> std::optional<std::string> {
    const Ref value = evaluated(instance, member);
    if (!value.value) return std::nullopt;
    if (const Unknown* origin = value->unknown()) doubt = *origin;
    return value->string() != nullptr ? std::optional(*value->string()) : std::nullopt;
  };
  if (const auto subscription = text("subscriptionId")) scope = {*subscription, {}, {}};
  if (const auto group = text("resourceGroup"); group && !group->empty())
    scope = {scope.subscription.empty() ? target_.subscription : scope.subscription, *group, {}};
  id = scope.id();
  const auto written = text("scope");
  if (!written) return doubt;
  if (equal_ignoring_case(instance.type, deployment_type)) {
    scope = scope_of(*written, scope);
    id = scope.id();
  } else if (*written == "/" || written->empty()) {
    id = "";
  } else if (written->starts_with('/')) {
    id = azure::ResourceId(*written).text();
  } else {
    const bool of_tenant =
        starts_with_ignoring_case(*written, "Microsoft.Management/managementGroups");
    id = (of_tenant ? "" : id) + "/providers/" + *written;
  }
  return doubt;
}

}  // namespace airtight::input::arm
