#include <airtight/base/text.h>
#include <airtight/input/value.h>

#include <algorithm>
#include <utility>

#include "input/ignoring_case.h"

namespace airtight::input {
namespace {

// Readers bound the depth of what they accept far below this; it only keeps the stack safe.
constexpr int deepest = 1000;

// The exact spelling, else the first in another case.
template <class Members>
auto* find_member(Members& members, std::string_view key) {
  decltype(&members.front().value) other = nullptr;
  for (auto& member : members) {
    if (member.key.size() != key.size()) continue;
    if (!key.empty() && ((member.key.front() ^ key.front()) & ~0x20) != 0) continue;
    if (member.key == key) return &member.value;
    if (other == nullptr && equal_ignoring_case(member.key, key)) other = &member.value;
  }
  return other;
}

// As many as a step has bits for: a document has fewer bytes.
constexpr Step most_steps = 0x7fffffff;

// JSON does not tell 1 from 1.0, and neither does ARM.
const double* number(const Value& value, double& storage) {
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) {
    storage = static_cast<double>(*integer);
    return &storage;
  }
  return std::get_if<double>(&value.data);
}

std::vector<const Member*> by_key(const Object& object) {
  std::vector<const Member*> members;
  for (const Member& member : object) members.push_back(&member);
  std::ranges::sort(members, {}, [](const Member* member) { return to_lower(member->key); });
  return members;
}

bool same(const Value& a, const Value& b, int depth);

bool same_members(const Object& a, const Object& b, int depth) {
  return std::ranges::equal(by_key(a), by_key(b), [&](const Member* x, const Member* y) {
    return equal_ignoring_case(x->key, y->key) && same(x->value, y->value, depth);
  });
}

bool same(const Value& a, const Value& b, int depth) {
  if (depth > deepest) return false;  // "different" is the safe answer
  if (a.object() != nullptr && b.object() != nullptr)
    return same_members(*a.object(), *b.object(), depth + 1);
  if (a.array() != nullptr && b.array() != nullptr) {
    return std::ranges::equal(*a.array(), *b.array(), [&](const Value& x, const Value& y) {
      return same(x, y, depth + 1);
    });
  }
  if (a.data.index() != b.data.index()) {
    double left = 0;
    double right = 0;
    const double* x = number(a, left);
    const double* y = number(b, right);
    return x != nullptr && y != nullptr && !(*x < *y) && !(*x > *y);
  }
  if (const auto* text = a.string()) return *text == *b.string();
  if (const auto* boolean = a.boolean()) return *boolean == *b.boolean();
  if (const auto* unknown = a.unknown()) return *unknown == *b.unknown();
  if (const auto* integer = std::get_if<std::int64_t>(&a.data))
    return *integer == std::get<std::int64_t>(b.data);
  if (const auto* real = std::get_if<double>(&a.data))
    return !(*real < std::get<double>(b.data)) && !(*real > std::get<double>(b.data));
  return true;  // both null
}

Value made(decltype(Value::data) data, Place place) {
  Value value;
  value.data = std::move(data);
  value.place = std::move(place);
  return value;
}

// A part of a pointer, written so that it ends at `end`; where it begins. RFC 6901.
char* write_before(char* end, std::string_view name) {
  for (auto c = name.rbegin(); c != name.rend(); ++c) {
    const bool escaped = *c == '~' || *c == '/';
    *--end = *c == '~' ? '0' : *c == '/' ? '1' : *c;
    if (escaped) *--end = '~';
  }
  *--end = '/';
  return end;
}

char* write_before(char* end, std::size_t index) {
  do {
    *--end = static_cast<char>('0' + index % 10);
    index /= 10;
  } while (index > 0);
  *--end = '/';
  return end;
}

std::size_t length(std::string_view name) {
  return 1 + name.size() + static_cast<std::size_t>(std::ranges::count_if(name, [](char c) {
           return c == '~' || c == '/';
         }));
}

std::size_t length(std::size_t index) {
  std::size_t digits = 1;
  for (; index > 9; index /= 10) ++digits;
  return 1 + digits;
}

void merge(Value& base, const Value& patch, int depth) {
  const Object* changes = patch.object();
  if (changes == nullptr || depth > deepest) {
    base = patch;
    return;
  }
  if (base.object() == nullptr) base = make_object(patch.place);
  for (const Member& change : *changes) {
    if (change.value.is_null()) {
      base.erase(change.key);
      continue;
    }
    Value* member = base.find(change.key);
    merge(member != nullptr ? *member : base.set(change.key, Value{}), change.value, depth + 1);
  }
}

}  // namespace

Where to_where(const Place& place) {
  return {place.file(), place.line(), place.column(), {place.document(), place.step()}};
}

// Of a script; a document of its own for each costs little there.
Place::Place(SharedText file, int line, int column) : line_(line) {
  if (file.empty() && column == 0) return;
  auto* document = new Document(std::move(file), Shared<Names>());
  document_ = Shared<const Document>(document);
  document->begins(0, column);
}

SharedText Place::file() const { return document_ ? document_->file() : SharedText(); }

int Place::column() const { return document_ ? document_->column(step_) : 0; }

std::string Place::pointer() const { return document_ ? document_->pointer(step_) : std::string(); }

const SharedText& Names::name(std::string_view text) {
  if (2 * (names_.size() + 1) > slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(text)];
  if (slot == 0) {
    names_.emplace_back(text);
    slot = static_cast<std::uint32_t>(names_.size());
  }
  return names_[slot - 1];
}

// The slot that has the text, or the free one where it would be.
std::size_t Names::slot_of(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = HashIgnoringCase()(text) & mask;
  while (slots_[slot] != 0 && !(names_[slots_[slot] - 1] == text)) slot = (slot + 1) & mask;
  return slot;
}

void Names::grow() {
  slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), 0);
  for (std::size_t i = 0; i < names_.size(); ++i)
    slots_[slot_of(names_[i])] = static_cast<std::uint32_t>(i + 1);
}

Step Document::member(Step holder, const SharedText& name) {
  Way way{holder & most_steps, 0, 0, {}};
  way.name = &name;
  steps_.push_back(way);
  return static_cast<Step>(steps_.size());
}

Step Document::element(Step holder, std::size_t index) {
  Way way{holder & most_steps, 1, 0, {}};
  way.index = index;
  steps_.push_back(way);
  return static_cast<Step>(steps_.size());
}

void Document::begins(Step step, int column) {
  (step == 0 ? column_ : steps_[step - 1].column) = column;
}

std::string Document::pointer(Step step) const {
  const auto way = [&](Step at) -> const Way& { return steps_[at - 1]; };
  std::size_t size = 0;
  for (Step at = step; at != 0; at = way(at).holder)
    size += way(at).is_element != 0 ? length(way(at).index) : length(*way(at).name);
  std::string text(size, '/');
  char* end = text.data() + size;
  for (Step at = step; at != 0; at = way(at).holder)
    end = way(at).is_element != 0 ? write_before(end, way(at).index)
                                  : write_before(end, *way(at).name);
  return text;
}

const Value* Value::find(std::string_view key) const {
  const Object* members = object();
  return members == nullptr ? nullptr : find_member(*members, key);
}

Value* Value::find(std::string_view key) {
  Object* members = object();
  return members == nullptr ? nullptr : find_member(*members, key);
}

const Value* Value::at_path(std::string_view path) const {
  const Value* value = this;
  for (bool more = true; more && value != nullptr;) {
    const std::size_t end = path.find('.');
    value = value->find(path.substr(0, end));
    more = end != path.npos;
    if (more) path.remove_prefix(end + 1);
  }
  return value;
}

Value& Value::set(std::string_view key, Value value) {
  if (object() == nullptr) data = Object{};
  if (Value* member = find(key)) {
    *member = std::move(value);
    return *member;
  }
  return object()->emplace_back(Member{key, std::move(value)}).value;
}

Value& Value::set_path(std::string_view path, Value value) {
  Value* target = this;
  const auto names = split(path, '.');
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    Value* next = target->find(names[i]);
    target = next != nullptr ? next : &target->set(names[i], make_object(value.place));
  }
  return target->set(names.back(), std::move(value));
}

void Value::erase(std::string_view key) {
  Object* members = object();
  if (members == nullptr) return;
  const Value* found = find_member(*members, key);
  std::erase_if(*members, [&](const Member& member) { return &member.value == found; });
}

bool same_value(const Value& a, const Value& b) { return same(a, b, 0); }

Value make_object(Place place) { return made(Object{}, std::move(place)); }
Value make_array(Place place) { return made(Array{}, std::move(place)); }
Value make_string(std::string text, Place place) { return made(std::move(text), std::move(place)); }
Value make_bool(bool value, Place place) { return made(value, std::move(place)); }
Value make_int(std::int64_t value, Place place) { return made(value, std::move(place)); }
Value make_unknown(std::string name, std::string reason, Place place) {
  return made(UnknownBox({std::move(name), std::move(reason)}), std::move(place));
}

std::string_view kind_of(const Value& value) {
  struct Name {
    std::string_view operator()(std::nullptr_t) const { return "null"; }
    std::string_view operator()(bool) const { return "boolean"; }
    std::string_view operator()(std::int64_t) const { return "number"; }
    std::string_view operator()(double) const { return "number"; }
    std::string_view operator()(const std::string&) const { return "string"; }
    std::string_view operator()(const Array&) const { return "array"; }
    std::string_view operator()(const Object&) const { return "object"; }
    std::string_view operator()(const UnknownBox&) const { return "unknown"; }
  };
  return std::visit(Name{}, value.data);
}

const Unknown* find_unknown(const Value& value) {
  if (const Unknown* unknown = value.unknown()) return unknown;
  if (const Array* items = value.array()) {
    for (const Value& item : *items) {
      if (const Unknown* unknown = find_unknown(item)) return unknown;
    }
  }
  if (const Object* members = value.object()) {
    for (const Member& member : *members) {
      if (const Unknown* unknown = find_unknown(member.value)) return unknown;
    }
  }
  return nullptr;
}

void merge_patch(Value& base, const Value& patch) { merge(base, patch, 0); }

}  // namespace airtight::input
