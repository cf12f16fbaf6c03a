#include "input/arm/expansion.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

namespace airtight::input::arm {
namespace {

// Hostile input must not bury the messages that matter.
constexpr std::size_t most_reports = 200;

// Deeper values are made by no template, and recursion over values stays safe.
constexpr int deepest_value = 150;

struct Extent {
  std::int64_t bytes = 0;
  int depth = 0;
};

Extent extent(const Value& value) {
  Extent all{static_cast<std::int64_t>(sizeof(Value) + sizeof(Step)), 1};
  const auto add = [&](const Value& inside) {
    const Extent one = extent(inside);
    all.bytes += one.bytes;
    all.depth = std::max(all.depth, one.depth + 1);
  };
  if (const std::string* text = value.string())
    all.bytes += static_cast<std::int64_t>(text->size());
  if (const Array* items = value.array()) std::ranges::for_each(*items, add);
  if (const Object* members = value.object()) {
    for (const Member& member : *members) add(member.value);
  }
  return all;
}

}  // namespace

Expansion::Expansion(const DeploymentTarget& target, const LinkedTemplates& linked,
                     Diagnostics& diagnostics)
    : target_(target), linked_(linked), diagnostics_(diagnostics) {}

Ref Expansion::make(Value value, const Place& place) {
  const Extent size = extent(value);
  if (size.depth > deepest_value) {
    report(Severity::error, place, "the value nests too deeply", {"I-021"});
    return unknown("value", "it nests too deeply", place);
  }
  if (!charge(0, size.bytes, place))
    return unknown("value", "the template expands to too much", place);
  value.place = place;
  return {std::make_shared<const Value>(std::move(value))};
}

Ref Expansion::make(decltype(Value::data) data, const Place& place) {
  Value value;
  value.data = std::move(data);
  return make(std::move(value), place);
}

Ref Expansion::unknown(const Unknown& origin, const Place& place) {
  return {std::make_shared<const Value>(make_unknown(origin.name, origin.reason, place))};
}

Ref Expansion::unknown(std::string name, std::string reason, const Place& place) {
  return {std::make_shared<const Value>(make_unknown(std::move(name), std::move(reason), place))};
}

Ref Expansion::unknown_member(const Ref& owner, std::string_view member, const Place& place) {
  return unknown(std::string(member) + " of " + *owner.open, "only the deployed resource has it",
                 place);
}

Ref Expansion::fault(const Place& place, const Expression& at, const std::string& message,
                     std::vector<std::string> facts) {
  const std::string source = printable(at.source.substr(0, 160));
  if (facts.empty()) facts.emplace_back("I-021");
  if (quiet_ == 0)
    report(Severity::error, place, "cannot evaluate \"" + source + "\": " + message,
           std::move(facts));
  return unknown(source, "it cannot be evaluated", place);
}

void Expansion::report(Severity severity, const Place& place, std::string message,
                       std::vector<std::string> facts) {
  if (++reports_ > most_reports) return;
  diagnostics_.push_back({severity, to_where(place), std::move(message), std::move(facts)});
}

void Expansion::add_gap(const Place& place, std::string what, std::vector<std::string> scope) {
  gaps_.push_back({std::move(what), std::move(scope), place});
}

// One error when the budget is spent, and everything not yet made is unknown.
bool Expansion::charge(std::int64_t steps, std::int64_t bytes, const Place& place) {
  if (exhausted_) return false;
  budget_.steps -= steps;
  budget_.bytes -= bytes;
  if (budget_.steps >= 0 && budget_.bytes >= 0) return true;
  exhausted_ = true;
  diagnostics_.push_back({Severity::error,
                          to_where(place),
                          "the template expands to more than any deployment holds; it is not "
                          "expanded further",
                          {"I-041"}});
  add_gap(place, "the template expands to too much", {"*"});
  return false;
}

const ParsedExpression& Expansion::parsed(const std::string& text) {
  auto& expression = expressions_[text];
  if (!expression) expression = parse_expression(text);
  return *expression;
}

Ref Expansion::cycle(const Place& place, const Expression& at, const std::string& message) {
  ++cycles_;
  if (searching_ == 0) return fault(place, at, message, {"I-025"});
  return unknown(printable(at.source.substr(0, 160)), message, place);
}

void Expansion::keep(Slot& slot, Ref value, int cycles_before) {
  const bool spoilt = searching_ > 0 && cycles_ != cycles_before;
  slot.state = spoilt ? Slot::State::fresh : Slot::State::done;
  slot.value = spoilt ? Ref{} : std::move(value);
}

std::int64_t weight(const Value& value) { return extent(value).bytes / 2048; }

std::span<const Value> items_of(const Value* value) {
  const Array* items = value == nullptr ? nullptr : value->array();
  return items == nullptr ? std::span<const Value>() : std::span<const Value>(*items);
}

}  // namespace airtight::input::arm
