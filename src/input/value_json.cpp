#include <airtight/input/value.h>

#include <nlohmann/json.hpp>

namespace airtight::input {
namespace {

// Readers bound the depth of what they accept far below this; it only keeps the stack safe.
constexpr int deepest = 1000;

// Bytes that are not UTF-8 become U+FFFD, so that the output is JSON whatever the input was.
std::string scalar(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Appends one value; the methods are the alternatives of Value::data.
struct Writer {
  std::string& out;
  int depth = 0;

  void operator()(std::nullptr_t) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { out += std::to_string(value); }
  void operator()(double value) const { out += scalar(value); }
  void operator()(const std::string& text) const { out += scalar(text); }

  void operator()(const UnknownBox& box) const {
    const Unknown& unknown = *box;
    out += R"({"$unknown": )" + scalar(unknown.name) + R"(, "reason": )" + scalar(unknown.reason) +
           "}";
  }

  void operator()(const Array& items) const {
    if (items.empty()) {
      out += "[]";
      return;
    }
    out += '[';
    for (const Value& item : items) {
      start_line(&item == &items.front(), depth + 1);
      write(item);
    }
    start_line(true, depth);
    out += ']';
  }

  void operator()(const Object& members) const {
    if (members.empty()) {
      out += "{}";
      return;
    }
    out += '{';
    for (const Member& member : members) {
      start_line(&member == &members.front(), depth + 1);
      out += scalar(member.key) + ": ";
      write(member.value);
    }
    start_line(true, depth);
    out += '}';
  }

  void start_line(bool first, int indentation) const {
    out += first ? "\n" : ",\n";
    out.append(static_cast<std::size_t>(indentation) * 2, ' ');
  }

  void write(const Value& value) const {
    if (depth < deepest) {
      std::visit(Writer{out, depth + 1}, value.data);
    } else {
      Writer{out, depth}(UnknownBox({"value", "nested too deeply"}));
    }
  }
};

}  // namespace

std::string to_json(const Value& value) {
  std::string out;
  std::visit(Writer{out}, value.data);
  return out;
}

}  // namespace airtight::input
