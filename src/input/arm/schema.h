#pragma once

#include <airtight/input/value.h>

#include <string>

// Types of parameters and outputs (I-060). They only constrain, so all that is read of them is what
// may be null and what is secret.
namespace airtight::input::arm {

bool is_nullable(const Value& schema, const Value& root);

// "string", "int", "array" in lower case, behind references to definitions; empty if not said.
std::string type_of(const Value& schema, const Value& root);

// securestring and secureObject, in any letter case.
bool is_secure(const Value& schema, const Value& root);

// Replaces what the type calls secure by unknowns. Null and empty values hold no secret.
bool has_secret(const Value& schema, const Value& root, const Value& value);
void hide_secrets(const Value& schema, const Value& root, const std::string& name, Value& value);

}  // namespace airtight::input::arm
