// Nodes of a template: strings that are expressions, and what is around them.
#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/arm/expansion.h"

namespace airtight::input::arm {
namespace {

// More than any measured template needs; it only keeps the stack safe.
constexpr int deepest_evaluation = 300;

// The service's own limit (I-041).
constexpr std::int64_t most_copies = 800;

bool is_escaped(std::string_view text) { return text.starts_with("[[") && text.ends_with(']'); }

// {"copy": [{"name", "count", "input"}]} beside the other members (I-042).
bool is_property_copy(const Member& member) {
  if (!equal_ignoring_case(member.key, "copy")) return false;
  const Array* loops = member.value.array();
  return loops != nullptr && !loops->empty() && std::ranges::all_of(*loops, [](const Value& loop) {
           return loop.find("name") != nullptr && loop.find("count") != nullptr &&
                  loop.find("input") != nullptr;
         });
}

bool needs_evaluation(const Value& value) {
  if (const std::string* text = value.string()) return is_expression(*text) || is_escaped(*text);
  if (const Array* items = value.array()) return std::ranges::any_of(*items, needs_evaluation);
  const Object* members = value.object();
  return members != nullptr && std::ranges::any_of(*members, [](const Member& member) {
           return is_expression(member.key) || is_escaped(member.key) || is_property_copy(member) ||
                  needs_evaluation(member.value);
         });
}

}  // namespace

Ref part(const Ref& owner, const Value& inside) {
  return {std::shared_ptr<const Value>(owner.value, &inside), owner.open};
}

Ref Expansion::evaluate(const Ref& node, const Context& context) {
  if (!needs_evaluation(*node)) return node;
  if (depth_ >= deepest_evaluation)
    return unknown("value", "the template nests too deeply", node->place);
  ++depth_;
  Ref result = evaluate_node(node, context);
  --depth_;
  return result;
}

Ref Expansion::evaluate(const Expression& expression, const Context& context, const Place& place) {
  if (!charge(1, 0, place)) return unknown("value", "the template expands to too much", place);
  if (depth_ >= deepest_evaluation)
    return fault(place, expression, "it nests too deeply, or refers to itself");
  ++depth_;
  Ref result = evaluate_expression(expression, context, place);
  --depth_;
  return result;
}

Ref Expansion::evaluate_node(const Ref& node, const Context& context) {
  if (node->string() != nullptr) return evaluate_text(node, context);
  return node->array() != nullptr ? evaluate_array(node, context) : evaluate_object(node, context);
}

Ref Expansion::evaluate_text(const Ref& node, const Context& context) {
  const std::string& text = *node->string();
  if (is_escaped(text)) return make(text.substr(1), node->place);
  const ParsedExpression& expression = parsed(text);
  if (expression.root) return evaluate(*expression.root, context, node->place);
  report(Severity::error, node->place,
         "cannot read the expression " + in_quotes(text) + ": " + expression.fault, {"I-021"});
  return unknown(text, "it is not an expression", node->place);
}

Ref Expansion::evaluate_array(const Ref& node, const Context& context) {
  Array items;
  items.reserve(node->array()->size());
  for (const Value& item : *node->array()) items.push_back(*evaluate(part(node, item), context));
  return make(std::move(items), node->place);
}

std::optional<std::string> Expansion::evaluate_key(const Ref& node, const Member& member,
                                                   const Context& context) {
  if (!is_expression(member.key) && !is_escaped(member.key)) return member.key;
  Value key = make_string(member.key, member.value.place);
  const Ref evaluated = evaluate({std::make_shared<const Value>(std::move(key))}, context);
  if (evaluated->string() != nullptr) return *evaluated->string();
  if (evaluated->unknown() == nullptr)
    report(Severity::error, node->place,
           "the name " + in_quotes(member.key) + " is " + std::string(kind_of(*evaluated)) +
               ", expected a string",
           {"I-020"});
  return std::nullopt;
}

Ref Expansion::evaluate_object(const Ref& node, const Context& context) {
  Value out = make_object(node->place);
  for (const Member& member : *node->object()) {
    if (is_property_copy(member)) {
      for (const Value& loop : *member.value.array()) {
        const Ref name = evaluate(part(node, *loop.find("name")), context);
        if (name->string() != nullptr)
          out.set(*name->string(), *copy_items(part(node, loop), context));
      }
      continue;
    }
    const auto key = evaluate_key(node, member, context);
    const Ref value = evaluate(part(node, member.value), context);
    // A key that is not known stays as written: the object has it under some name.
    if (!key || *key == member.key) {
      out.object()->push_back({member.key, *value});
    } else {
      out.set(*key, *value);
    }
  }
  return make(std::move(out), node->place);
}

Ref Expansion::count_of(const Ref& copy, const Context& context) {
  const Value* count = copy->find("count");
  if (count == nullptr) {
    report(Severity::error, copy->place, "the copy has no \"count\"", {"I-041"});
    return unknown("count of the copy", "the template does not say it", copy->place);
  }
  Ref evaluated = evaluate(part(copy, *count), context);
  if (evaluated->unknown() != nullptr) return evaluated;
  const auto* number = std::get_if<std::int64_t>(&evaluated->data);
  if (number != nullptr && *number >= 0 && *number <= most_copies) return evaluated;
  report(Severity::error, count->place,
         "the copy's count is " +
             (number != nullptr ? std::to_string(*number) : std::string(kind_of(*evaluated))) +
             ", expected 0 to " + std::to_string(most_copies),
         {"I-041"});
  return unknown("count of the copy", "it is out of range", count->place);
}

Ref Expansion::copy_items(const Ref& copy, const Context& context, bool named) {
  const Ref count = count_of(copy, context);
  if (count->unknown() != nullptr) return unknown(*count->unknown(), copy->place);
  const Value* name = copy->find("name");
  const Value* input = copy->find("input");
  if (input == nullptr) {
    report(Severity::error, copy->place, "the copy has no \"input\"", {"I-042"});
    return unknown("elements of the copy", "the template does not say them", copy->place);
  }
  Array items;
  const std::int64_t size = std::get<std::int64_t>(count->data);
  for (std::int64_t i = 0; i < size && !exhausted_; ++i) {
    Local loop{
        named ? Local::Kind::property_copy : Local::Kind::resource_copy, {}, i, {}, context.locals};
    if (name != nullptr && name->string() != nullptr) loop.name = *name->string();
    const Context inside{context.frame, std::make_shared<const Local>(std::move(loop))};
    items.push_back(*evaluate(part(copy, *input), inside));
  }
  return make(std::move(items), copy->place);
}

}  // namespace airtight::input::arm
