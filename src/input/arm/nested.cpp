// Nested and linked deployments (I-053 and following).
#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/arm/expansion.h"
#include "input/arm/relaxed_json.h"
#include "input/arm/schema.h"

namespace airtight::input::arm {
namespace {

// The deepest measured is 6 levels (I-053).
constexpr int deepest_deployment = 20;

const std::string* text_at(const Value& value, std::string_view path) {
  const Value* found = value.at_path(path);
  return found == nullptr ? nullptr : found->string();
}

}  // namespace

Frame& Expansion::open(Ref body) {
  Frame& frame = frames_.emplace_back();
  frame.body = std::move(body);
  frame.names = &frame;
  frame.deployment = target_.deployment;
  frame.scope = {target_.subscription, target_.resource_group, {}};
  const std::string* schema = text_at(*frame.body, "$schema");
  if (schema != nullptr) frame.scope = at_level(*schema, frame.scope, target_);
  frame.seen = frame.scope;
  if (const Value* resources = frame.body->find("resources"))
    add_declarations(part(frame.body, *resources), frame.declarations);
  return frame;
}

Frame* Expansion::nested(Instance& instance) {
  if (instance.expanded) return instance.nested;
  instance.expanded = true;
  if (!instance.existing && !exhausted_ &&
      equal_ignoring_case(instance.type, "Microsoft.Resources/deployments"))
    instance.nested = open_nested(instance);
  return instance.nested;
}

// I-054: expressions of an inner template see its own parameters and scope, those of an outer one
// the parent's.
Frame* Expansion::open_nested(Instance& instance) {
  Frame& parent = *instance.context.frame;
  const Value* written = instance.node->find("properties");
  if (written == nullptr) return nullptr;
  Ref properties = part(instance.node, *written);
  if (properties->string() != nullptr) properties = evaluate(properties, instance.context);
  const Ref body = template_of(instance, properties);
  if (!body.value) return nullptr;
  if (parent.depth >= deepest_deployment) {
    report(Severity::error, instance.node->place,
           "deployments nest deeper than " + std::to_string(deepest_deployment) + " levels",
           {"I-053"});
    add_gap(instance.node->place, "deployments nest too deeply", {"*"});
    return nullptr;
  }
  const std::string* language = text_at(*parent.body, "languageVersion");
  const std::string* asked = text_at(*properties, "expressionEvaluationOptions.scope");
  // A linked template, and one that an expression yields, is evaluated by its own deployment only.
  const Value* written_out = properties->find("template");
  const bool whole = written_out == nullptr || written_out->object() == nullptr;
  const bool inner =
      whole || (asked != nullptr ? equal_ignoring_case(*asked, "inner")
                                 : language != nullptr && language->starts_with('2'));
  Frame& frame = open(body);
  const std::string* schema = text_at(*body, "$schema");
  frame.scope = schema != nullptr ? at_level(*schema, instance.target, target_) : instance.target;
  frame.parent = &parent;
  frame.owner = &instance;
  frame.names = inner ? &frame : parent.names;
  frame.seen = inner ? frame.scope : parent.seen;
  frame.deployment = inner ? instance.name : parent.deployment;
  frame.locals = inner ? Locals() : instance.context.locals;
  frame.chain = parent.chain;
  frame.chain.push_back(instance.name);
  frame.doubt = instance.doubt;
  frame.depth = parent.depth + 1;
  if (inner) give_parameters(instance, properties, frame);
  return &frame;
}

Ref Expansion::template_of(const Instance& instance, const Ref& properties) {
  Ref body;
  if (const Value* nested = properties->find("template")) {
    body = part(properties, *nested);
    if (body->string() != nullptr) body = evaluate(body, instance.context);
  } else if (const Value* link = properties->find("templateLink")) {
    body = linked_template(instance, part(properties, *link));
    if (!body.value) return {};
  }
  if (body.value && body->object() != nullptr) return body;
  report(Severity::warning, instance.node->place,
         "the deployment " + in_quotes(instance.name) + " has no template that is known",
         {"I-053"});
  add_gap(instance.node->place, "the template of the deployment " + instance.name, {"*"});
  return {};
}

void Expansion::give_parameters(const Instance& instance, const Ref& properties, Frame& frame) {
  if (properties->find("parametersLink") != nullptr)
    frame.unsaid = "the linked parameter file is not supplied";
  const Value* written = properties->find("parameters");
  if (written == nullptr) return;
  Ref all = part(properties, *written);
  Context context = instance.context;
  if (all->string() != nullptr) {
    all = evaluate(all, instance.context);
    context = {};  // its values are evaluated
  }
  if (all->unknown() != nullptr) frame.unsaid = all->unknown()->name + " is not known";
  if (all->object() == nullptr) return;
  for (const Member& member : *all->object())
    frame.given[to_lower(member.key)] = {part(all, member.value), context, true};
}

// I-057: what a link ends with is looked for beside the file, and never fetched.
Ref Expansion::linked_template(const Instance& instance, const Ref& link) {
  std::vector<std::string> paths;
  for (const std::string_view key : {"relativePath", "uri"}) {
    if (const Value* found = link->find(key))
      find_paths(part(link, *found), instance.context, paths);
  }
  for (const std::string& path : paths) {
    const auto source = linked_ ? linked_(path) : std::nullopt;
    if (!source) continue;
    const auto size = static_cast<std::int64_t>(source->text.size());
    if (!charge(1000 + size / 16, size, link->place)) return {};
    auto root = read_relaxed_json(source->text, source->path, diagnostics_);
    if (root) return {std::make_shared<const Value>(std::move(*root))};
  }
  const std::string wanted = paths.empty() ? std::string() : " " + in_quotes(paths.front());
  report(Severity::warning, link->place,
         "linked template not supplied: the deployment " + in_quotes(instance.name) +
             " is not followed; put the template" + wanted + " beside this file",
         {"I-057"});
  add_gap(link->place, "the linked template of the deployment " + instance.name, {"*"});
  return {};
}

void Expansion::find_paths(const Ref& node, const Context& context, std::vector<std::string>& out) {
  const Quiet quiet(*this);
  const Ref whole = evaluate(node, context);
  std::vector<std::string> texts;
  if (whole->string() != nullptr) {
    texts.push_back(*whole->string());
  } else if (node->string() != nullptr && is_expression(*node->string())) {
    const ParsedExpression& expression = parsed(*node->string());
    if (expression.root) find_paths(*expression.root, context, node->place, texts);
  }
  // From the whole tail to the file's bare name.
  for (const std::string& text : texts) {
    const auto segments = split(std::string_view(text).substr(0, text.find('?')), '/');
    for (std::size_t first = segments.size() > 6 ? segments.size() - 6 : 0; first < segments.size();
         ++first) {
      const std::vector<std::string> tail(segments.begin() + static_cast<std::ptrdiff_t>(first),
                                          segments.end());
      const bool plain = std::ranges::none_of(tail, [](const std::string& segment) {
        return segment.empty() || segment == ".." || segment.find(':') != std::string::npos ||
               segment.find('\0') != std::string::npos;
      });
      if (plain) out.push_back(join(tail, "/"));
    }
  }
}

// The parts of concat() or uri() that are known and name a file.
void Expansion::find_paths(const Expression& expression, const Context& context, const Place& place,
                           std::vector<std::string>& out) {
  for (const Expression& argument : expression.parts) {
    const Ref value = evaluate(argument, context, place);
    if (value->string() != nullptr && value->string()->find(".json") != std::string::npos) {
      out.push_back(*value->string());
    } else if (value->unknown() != nullptr) {
      find_paths(argument, context, place, out);
    }
  }
}

Ref Expansion::outputs(Frame& frame) {
  if (frame.outputs.state == Slot::State::done) return frame.outputs.value;
  const Place& place = frame.body->place;
  if (frame.outputs.state == Slot::State::running) {
    ++cycles_;
    return unknown("outputs of " + frame.deployment, "they depend on themselves", place);
  }
  const int cycles = cycles_;
  frame.outputs.state = Slot::State::running;
  const Context context{&frame, frame.locals};
  Value all = make_object(place);
  const Value* written = frame.body->find("outputs");
  const Object none;
  for (const Member& member :
       written != nullptr && written->object() != nullptr ? *written->object() : none) {
    const Ref output = part(frame.body, member.value);
    const Value* condition = output->find("condition");
    if (condition != nullptr) {
      const Ref holds = evaluate(part(output, *condition), context);
      if (holds->boolean() != nullptr && !*holds->boolean()) continue;
    }
    Value shown = make_object(output->place);
    const Value* value = output->find("value");
    const Value* copy = output->find("copy");
    Ref known = copy != nullptr    ? copy_items(part(output, *copy), context, false)
                : value != nullptr ? evaluate(part(output, *value), context)
                                   : make(nullptr, output->place);
    Value hidden = *known;
    hide_secrets(*output, *frame.body, "output " + member.key, hidden);
    shown.set("value", std::move(hidden));
    all.set(member.key, std::move(shown));
  }
  Ref value = make(std::move(all), place);
  keep(frame.outputs, value, cycles);
  return value;
}

}  // namespace airtight::input::arm
