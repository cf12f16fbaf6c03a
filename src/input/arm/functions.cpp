#include "input/arm/functions.h"

#include <airtight/base/text.h>

#include <unordered_map>
#include <utility>

namespace airtight::input::arm {
namespace {

std::unordered_map<std::string_view, const Function*> all_functions() {
  std::unordered_map<std::string_view, const Function*> all;
  for (const auto family :
       {text_functions(), encoding_functions(), number_functions(), logic_functions(),
        array_functions(), object_functions(), lambda_functions(), address_functions(),
        id_functions(), deployment_functions(), reference_functions()}) {
    for (const Function& function : family) all.emplace(function.name, &function);
  }
  return all;
}

}  // namespace

const Function* find_function(std::string_view name) {
  static const auto functions = all_functions();
  const auto found = functions.find(to_lower(name));
  return found == functions.end() ? nullptr : found->second;
}

bool spend_search(const Call& call, const Value& object) {
  const std::size_t size = object.object() == nullptr ? 0 : object.object()->size();
  return call.expansion.spend(static_cast<std::int64_t>(size / 64), call.place);
}

bool Call::look(std::size_t times) const {
  std::int64_t steps = 0;
  for (const Ref& argument : arguments) steps += weight(*argument);
  return expansion.spend(steps * static_cast<std::int64_t>(times), place);
}

Ref Call::need(std::size_t i) const {
  return expansion.evaluate(expression.parts[i], context, place);
}

const std::int64_t* Call::number(std::size_t i) const {
  return std::get_if<std::int64_t>(&arguments[i]->data);
}

Ref Call::result(decltype(Value::data) data) const {
  return expansion.make(std::move(data), place);
}

Ref Call::result(Value value) const { return expansion.make(std::move(value), place); }

Ref Call::unknown(const Unknown& origin) const { return Expansion::unknown(origin, place); }

Ref Call::unknown(std::string name, std::string reason) const {
  return expansion.unknown(std::move(name), std::move(reason), place);
}

Ref Call::wrong(std::size_t i, std::string_view expected) const {
  return refuse("argument " + std::to_string(i + 1) + " of " + expression.name + "() is " +
                std::string(kind_of(*arguments[i])) + ", expected " + std::string(expected));
}

Ref Call::refuse(const std::string& message, std::vector<std::string> facts) const {
  return expansion.fault(place, expression, message, std::move(facts));
}

}  // namespace airtight::input::arm
