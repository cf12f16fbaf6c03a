#include "input/json_builder.h"

#include <algorithm>

namespace airtight::input {
namespace {

namespace ondemand = simdjson::ondemand;

// Up to here a key is looked for among those before it; more are hashed, so that nothing is
// quadratic.
constexpr std::size_t few_members = 16;

bool string(ondemand::value source, Value& out) {
  std::string_view text;
  if (source.get_string().get(text) != simdjson::SUCCESS) return false;
  out.data = std::string(text);
  return true;
}

bool number(ondemand::value source, Value& out) {
  std::int64_t integer = 0;
  if (source.get_int64().get(integer) == simdjson::SUCCESS) {
    out.data = integer;
    return true;
  }
  double real = 0;
  if (source.get_double().get(real) != simdjson::SUCCESS) return false;
  out.data = real;
  return true;
}

bool boolean(ondemand::value source, Value& out) {
  bool truth = false;
  if (source.get_bool().get(truth) != simdjson::SUCCESS) return false;
  out.data = truth;
  return true;
}

// Anything else that begins with an n is an error.
template <class Source>
bool null(Source& source) {
  bool found = false;
  return source.is_null().get(found) == simdjson::SUCCESS && found;
}

template <class T>
std::vector<T> closed(std::vector<T>& open, std::size_t first) {
  const auto begin = open.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<T> list(std::make_move_iterator(begin), std::make_move_iterator(open.end()));
  open.erase(begin, open.end());
  return list;
}

}  // namespace

const SharedText& JsonBuilder::name(std::string_view text) {
  const SharedText*& known = names_[number_of_name(text) % names_.size()];
  if (known == nullptr || known->str() != text) known = &document_->name(text);
  return *known;
}

bool JsonBuilder::document(ondemand::document& document, Value& out, Step step) {
  open_items_.clear();  // of an element that had a fault
  open_members_.clear();
  open_names_.clear();
  outline_ = nullptr;
  has_asked_ = reduction_ == nullptr;
  reduced_ = false;
  ondemand::value root;
  if (document.get_value().get(root) != simdjson::SUCCESS)
    return scalar_document(document, out) && !find_json_fault(text_);
  if (!value(root, step, 0, out)) return false;
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;  // nothing follows
}

// A lone string or number is JSON, though no input of ours. The library does not look at what
// follows a lone string.
bool JsonBuilder::scalar_document(ondemand::document& document, Value& out) {
  out.place = place_at(text_.data() + text_.find_first_not_of(" \t\r\n"), 0);
  std::string_view text;
  if (document.get_string().get(text) == simdjson::SUCCESS) {
    out.data = std::string(text);
    return true;
  }
  std::int64_t integer = 0;
  if (document.get_int64().get(integer) == simdjson::SUCCESS) {
    out.data = integer;
    return true;
  }
  double real = 0;
  if (document.get_double().get(real) == simdjson::SUCCESS) {
    out.data = real;
    return true;
  }
  bool truth = false;
  if (document.get_bool().get(truth) == simdjson::SUCCESS) {
    out.data = truth;
    return true;
  }
  return null(document);
}

bool JsonBuilder::value(ondemand::value source, Step step, int depth, Value& out) {
  out.place = place_at(source.raw_json_token().data(), step);
  if (depth >= deepest_json) {
    too_deep_ = true;
    deepest_ = out.place;
    return false;
  }
  ondemand::json_type type{};
  if (source.type().get(type) != simdjson::SUCCESS) return false;
  switch (type) {
    case ondemand::json_type::object:
      return object(source, depth, out);
    case ondemand::json_type::array:
      return array(source, depth, out);
    case ondemand::json_type::string:
      return string(source, out);
    case ondemand::json_type::number:
      return number(source, out);
    case ondemand::json_type::boolean:
      return boolean(source, out);
    case ondemand::json_type::null:
      out.data = nullptr;
      return null(source);
  }
  return false;
}

bool JsonBuilder::array(ondemand::value source, int depth, Value& out) {
  ondemand::array items;
  if (source.get_array().get(items) != simdjson::SUCCESS) return false;
  const std::size_t first = open_items_.size();
  for (auto found : items) {
    ondemand::value item;
    // NOLINTNEXTLINE(performance-move-const-arg): simdjson gets from temporaries only.
    if (std::move(found).get(item) != simdjson::SUCCESS) return false;
    const Step step = document_->element(out.place.step(), open_items_.size() - first);
    Value built;
    if (!value(item, step, depth + 1, built)) return false;
    open_items_.push_back(std::move(built));
  }
  out.data = closed(open_items_, first);
  return true;
}

bool JsonBuilder::object(ondemand::value source, int depth, Value& out) {
  ondemand::object members;
  if (source.get_object().get(members) != simdjson::SUCCESS) return false;
  const std::size_t first = open_members_.size();
  NameFilter filter;
  std::unordered_map<std::string, std::size_t> seen;  // lower-case key to its index, if many
  for (auto found : members) {
    ondemand::field field;
    if (std::move(found).get(field) != simdjson::SUCCESS) return false;
    std::string_view unescaped;
    if (field.unescaped_key().get(unescaped) != simdjson::SUCCESS) return false;
    const bool may_be_again = filter.add(unescaped);
    const bool at_top = depth == 0 && reduction_ != nullptr;
    if (at_top && !has_asked_) ask_outline(first);
    if (at_top && outline_ != nullptr && outline_->members.contains(unescaped)) {
      if ((may_be_again && is_known(unescaped, first)) || !checked(field.value(), 1)) return false;
      open_names_.push_back(unescaped);
      continue;
    }
    const SharedText& kept = name(unescaped);
    Member member{kept, {}};
    const Step step = document_->member(out.place.step(), kept);
    const bool reduce = at_top && outline_ != nullptr && member.key == "properties";
    if (reduce ? !reduced_object(field.value(), step, member.value)
               : !value(field.value(), step, depth + 1, member.value))
      return false;
    const bool are_few = open_members_.size() - first < few_members;
    const auto previous =
        are_few && !may_be_again ? std::nullopt : earlier(member.key, first, seen);
    if (previous) {
      if (repeats_.size() < most_json_repeats)
        repeats_.push_back({open_members_[*previous].key, member.value.place});
      open_members_[*previous] = std::move(member);
    } else {
      open_members_.push_back(std::move(member));
    }
  }
  out.data = closed(open_members_, first);
  return true;
}

void JsonBuilder::ask_outline(std::size_t first) {
  if (open_members_.size() - first > few_members) {  // a resource says sooner who it is
    has_asked_ = true;
    return;
  }
  const auto answer = (*reduction_)(std::span<const Member>(open_members_).subspan(first));
  if (!answer) return;
  has_asked_ = true;
  outline_ = *answer;
  reduced_ = outline_ != nullptr;
}

// Whether an element has a member of this name already, built or left out.
bool JsonBuilder::is_known(std::string_view key, std::size_t first) const {
  const auto same = [&](std::string_view name) { return equal_ignoring_case(name, key); };
  return std::ranges::any_of(std::span(open_members_).subspan(first), same, &Member::key) ||
         std::ranges::any_of(open_names_, same);
}

// Builds the members that are kept and checks the others.
bool JsonBuilder::reduced_object(ondemand::value source, Step step, Value& out) {
  ondemand::json_type type{};
  if (source.type().get(type) != simdjson::SUCCESS) return false;
  if (type != ondemand::json_type::object) return value(source, step, 1, out);
  out.place = place_at(source.raw_json_token().data(), step);
  ondemand::object members;
  if (source.get_object().get(members) != simdjson::SUCCESS) return false;
  const std::size_t first = open_names_.size();
  SeenNames seen;
  const std::size_t first_kept = open_members_.size();
  for (auto found : members) {
    ondemand::field field;
    if (std::move(found).get(field) != simdjson::SUCCESS) return false;
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS || !is_new(key, first, seen))
      return false;
    if (outline_->properties.contains(key) != outline_->only_properties) {
      if (!checked(field.value(), 2)) return false;
      continue;
    }
    const SharedText& kept = name(key);
    Member member{kept, {}};
    if (!value(field.value(), document_->member(step, kept), 2, member.value)) return false;
    open_members_.push_back(std::move(member));
  }
  open_names_.resize(first);
  out.data = closed(open_members_, first_kept);
  return true;
}

// Takes what `value` takes, and builds nothing.
bool JsonBuilder::checked(ondemand::value source, int depth) {
  ondemand::json_type type{};
  if (depth >= deepest_json || source.type().get(type) != simdjson::SUCCESS) return false;
  Value scratch;
  switch (type) {
    case ondemand::json_type::object:
      return checked_object(source, depth);
    case ondemand::json_type::array: {
      ondemand::array items;
      if (source.get_array().get(items) != simdjson::SUCCESS) return false;
      for (auto found : items) {
        ondemand::value item;
        // NOLINTNEXTLINE(performance-move-const-arg): simdjson gets from temporaries only.
        if (std::move(found).get(item) != simdjson::SUCCESS || !checked(item, depth + 1))
          return false;
      }
      return true;
    }
    case ondemand::json_type::string: {
      std::string_view text;
      return source.get_string().get(text) == simdjson::SUCCESS;
    }
    case ondemand::json_type::number:
      return number(source, scratch);
    case ondemand::json_type::boolean:
      return boolean(source, scratch);
    case ondemand::json_type::null:
      return null(source);
  }
  return false;
}

bool JsonBuilder::checked_object(ondemand::value source, int depth) {
  ondemand::object members;
  if (source.get_object().get(members) != simdjson::SUCCESS) return false;
  const std::size_t first = open_names_.size();
  SeenNames seen;
  for (auto found : members) {
    ondemand::field field;
    if (std::move(found).get(field) != simdjson::SUCCESS) return false;
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS || !is_new(key, first, seen) ||
        !checked(field.value(), depth + 1))
      return false;
  }
  open_names_.resize(first);
  return true;
}

// The open member since `first` with this key, whatever its case.
std::optional<std::size_t> JsonBuilder::earlier(
    const std::string& key, std::size_t first,
    std::unordered_map<std::string, std::size_t>& seen) const {
  const std::size_t count = open_members_.size() - first;
  if (count < few_members) {
    for (std::size_t i = first; i < open_members_.size(); ++i) {
      if (equal_ignoring_case(open_members_[i].key, key)) return i;
    }
    return std::nullopt;
  }
  if (seen.empty()) {
    for (std::size_t i = first; i < open_members_.size(); ++i)
      seen.emplace(to_lower(open_members_[i].key), i);
  }
  const auto [previous, fresh] = seen.emplace(to_lower(key), open_members_.size());
  return fresh ? std::nullopt : std::optional(previous->second);
}

// Notes the name of a member of the object whose names begin at `first`; false if it is known.
bool JsonBuilder::is_new(std::string_view key, std::size_t first, SeenNames& seen) {
  const auto names = std::span(open_names_).subspan(first);
  const bool may_be_again = seen.filter.add(key);
  if (names.size() < few_members) {
    if (may_be_again && std::ranges::any_of(names, [&](std::string_view name) {
          return equal_ignoring_case(name, key);
        }))
      return false;
  } else {
    if (seen.many.empty()) seen.many.insert(names.begin(), names.end());
    if (!seen.many.insert(key).second) return false;
  }
  open_names_.push_back(key);
  return true;
}

void JsonBuilder::back_to(const Mark& mark) {
  position_ = mark.position;
  repeats_.resize(mark.repeats);
  too_deep_ = false;
}

Place JsonBuilder::place_at(const char* at, Step step) {
  position_.advance_to(static_cast<std::size_t>(at - text_.data()));
  document_->begins(step, position_.column());
  return {document_, step, position_.line()};
}

}  // namespace airtight::input
