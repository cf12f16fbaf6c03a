#pragma once

#include <cstddef>
#include <span>
#include <string_view>

// How the attributes of the azurerm provider become ARM properties (ingest.md 11.2), as data. One
// Mapping for each Terraform type, one Field for each attribute; convert.cpp is the only code that
// knows what the words of `How` mean.
namespace airtight::input::terraform {

struct Field;

// The rows of one table. Tables are static, so a view of them never ends.
class Fields {
 public:
  constexpr Fields() = default;
  template <std::size_t N>
  constexpr Fields(const Field (&rows)[N]) : first_(rows), size_(N) {}
  constexpr const Field* begin() const { return first_; }
  constexpr const Field* end() const;

 private:
  const Field* first_ = nullptr;
  std::size_t size_ = 0;
};

enum class How {
  copy,      // the value as it is
  id,        // an ARM id of type `word`; "" is absent, an unknown is looked up in the configuration
  ids,       // a list of such ids
  each,      // a list of scalars (or one, with commas) to a list of objects, each at `member`
  each_id,   // the same with ids
  negate,    // true to false
  choose,    // true to `word`, false to `member`
  joined,    // a list of words to "a, b"
  equals,    // whether the text is `word`
  constant,  // `word`, whatever `from` is
  yes,       // true, whatever `from` is
  blocks,    // a list of blocks to a list of objects by `items`
  child,     // each block to a child resource of type segment `to`, named by `word` or its "name"
  settings,  // a map to the child `to` ("config/appsettings") with that map as properties
  named,     // blocks with "name" to the child `to` whose properties are keyed by the names
  append,    // one more object, made by `items` of the whole resource, in the list `to`
  principal,  // the principal of an identity; an unknown one is derived from its resource's id
};

struct Field {
  std::string_view from;  // "network_acls.default_action": blocks are descended into
  std::string_view to;    // "properties.networkAcls.defaultAction"
  How how = How::copy;
  std::string_view word = {};
  std::string_view member = {};
  Fields items = {};
  std::string_view when = {};  // of blocks: only those with "attribute=value"
};

constexpr const Field* Fields::end() const { return first_ + size_; }

// Where the id of a resource comes from when Terraform does not know it yet (I-307). Lists of
// attributes are separated by blanks, the first that is set counts; "slots/slot_name" goes one step
// down, to the child "slots" named by the attribute.
struct Naming {
  std::string_view parent_id = {};    // attributes with the id of the parent
  std::string_view parent_name = {};  // attributes with its name, in the same resource group
  std::string_view name = "name";     // attributes, or "=word"
};

enum class Kind {
  resource,   // a resource of its own
  extension,  // one below any other: "<parent>/providers/<type>/<name>"
  patch,      // only changes another, whose id is `naming.parent_id` (I-321)
};

struct Mapping {
  std::string_view terraform;
  std::string_view arm;  // of a patch: the type of what it changes
  Fields fields = {};
  Naming naming = {};
  Kind kind = Kind::resource;
  Fields more = {};  // what only this type has, beside a table shared with others
};

// The rows of each subject.
std::span<const Mapping> network_mappings();
std::span<const Mapping> dns_mappings();
std::span<const Mapping> compute_mappings();
std::span<const Mapping> edge_mappings();
std::span<const Mapping> web_mappings();
std::span<const Mapping> service_mappings();

// Null if the type is not mapped.
const Mapping* find_mapping(std::string_view terraform_type);

// Whether some Terraform type makes resources of this ARM type.
bool is_mapped_type(std::string_view arm);

// What every resource may have.
Fields common_fields();

// The ARM type or namespace below which a type that is not mapped is listed. Empty if nobody knows
// what it does to the traffic: then it is a gap.
std::string_view family_of(std::string_view terraform_type);

// Whether a provider's resources change nothing in Azure's network: random, time, kubernetes, aws.
bool is_foreign(std::string_view provider);

// Shorthands, so that a table reads as a table.
constexpr Field copy(std::string_view from, std::string_view to) { return {from, to}; }
constexpr Field id(std::string_view from, std::string_view to, std::string_view type) {
  return {from, to, How::id, type};
}
constexpr Field ids(std::string_view from, std::string_view to, std::string_view type) {
  return {from, to, How::ids, type};
}
constexpr Field each(std::string_view from, std::string_view to, std::string_view member) {
  return {from, to, How::each, {}, member};
}
constexpr Field each_id(std::string_view from, std::string_view to, std::string_view member,
                        std::string_view type) {
  return {from, to, How::each_id, type, member};
}
constexpr Field negate(std::string_view from, std::string_view to) {
  return {from, to, How::negate};
}
constexpr Field enabled(std::string_view from, std::string_view to) {
  return {from, to, How::choose, "Enabled", "Disabled"};
}
constexpr Field disabled(std::string_view from, std::string_view to) {
  return {from, to, How::choose, "Disabled", "Enabled"};
}
constexpr Field choose(std::string_view from, std::string_view to, std::string_view if_true,
                       std::string_view if_false) {
  return {from, to, How::choose, if_true, if_false};
}
constexpr Field joined(std::string_view from, std::string_view to) {
  return {from, to, How::joined};
}
constexpr Field equals(std::string_view from, std::string_view to, std::string_view word) {
  return {from, to, How::equals, word};
}
constexpr Field constant(std::string_view to, std::string_view word) {
  return {{}, to, How::constant, word};
}
constexpr Field yes(std::string_view to) { return {{}, to, How::yes}; }
constexpr Field blocks(std::string_view from, std::string_view to, Fields items,
                       std::string_view when = {}) {
  return {from, to, How::blocks, {}, {}, items, when};
}
constexpr Field child(std::string_view from, std::string_view segment, Fields items,
                      std::string_view name = {}) {
  return {from, segment, How::child, name, {}, items};
}
constexpr Field settings(std::string_view from, std::string_view to) {
  return {from, to, How::settings};
}
constexpr Field named(std::string_view from, std::string_view to, Fields items) {
  return {from, to, How::named, {}, {}, items};
}
constexpr Field append(std::string_view to, Fields items) {
  return {{}, to, How::append, {}, {}, items};
}
constexpr Field principal(std::string_view from, std::string_view to) {
  return {from, to, How::principal};
}

}  // namespace airtight::input::terraform
