#include "escape.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

namespace airtight::report {
namespace {

struct Escape {
  char from;
  std::string_view to;
};

std::string escaped(std::string_view text, std::span<const Escape> table) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const auto found = std::ranges::find(table, c, &Escape::from);
    if (found == table.end())
      result += c;
    else
      result += found->to;
  }
  return result;
}

// The JSON library replaces what is no UTF-8.
std::string valid(std::string_view text) {
  using Json = nlohmann::json;
  const std::string quoted = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string result = Json::parse(quoted).get<std::string>();
  for (const std::string_view none : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {  // no characters of XML
    for (auto at = result.find(none); at != std::string::npos; at = result.find(none, at))
      result.replace(at, none.size(), "\xef\xbf\xbd");
  }
  return result;
}

constexpr Escape xml_table[] = {
    {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};

constexpr Escape markdown_table[] = {
    {'\\', "\\\\"}, {'`', "\\`"},   {'*', "\\*"},      {'_', "\\_"},     {'[', "\\["}, {']', "\\]"},
    {'<', "&lt;"},  {'>', "&gt;"},  {'&', "&amp;"},    {'|', "\\|"},     {'~', "\\~"}, {'!', "\\!"},
    {'$', "\\$"},   {':', "&#58;"}, {'@', "@&#8203;"}, {'#', "#&#8203;"}};

// Published in "Workflow commands for GitHub Actions" (actions/toolkit escapes the same).
constexpr Escape github_data_table[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}};
constexpr Escape github_property_table[] = {
    {'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"}};

// Published in "Logging commands" of Azure Pipelines.
constexpr Escape azure_devops_data_table[] = {{'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"}};
constexpr Escape azure_devops_property_table[] = {
    {'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"}, {']', "%5D"}, {';', "%3B"}};

// The agent of Azure Pipelines finds "##vso[" and "##[" anywhere in a line.
std::string without_commands(std::string_view text) {
  std::string plain = clean(text);
  for (auto at = plain.find("##"); at != std::string::npos; at = plain.find("##", at))
    plain.insert(at + 1, " ");
  return plain;
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string clean(std::string_view text) { return valid(printable(text)); }

std::string clean_lines(std::string_view text) {
  std::string result;
  for (const std::string_view line : split(text, '\n')) {
    if (!result.empty() || line.data() != text.data()) result += '\n';
    result += printable(line);
  }
  return valid(result);
}

std::string xml(std::string_view text) { return escaped(clean(text), xml_table); }
std::string xml_lines(std::string_view text) { return escaped(clean_lines(text), xml_table); }

std::string markdown(std::string_view text) { return escaped(clean(text), markdown_table); }

std::string code_span(std::string_view text) {
  const std::string inside = escaped(clean(text), std::array{Escape{'|', "\\|"}});
  const std::string ticks(longest_run(inside, '`') + 1, '`');
  const bool padded = inside.empty() || inside.front() == '`' || inside.back() == '`';
  const std::string pad = padded ? " " : "";
  return ticks + pad + inside + pad + ticks;
}

std::string code_block(std::string_view lines) {
  const std::string inside = clean_lines(lines);
  const std::string fence(std::max<std::size_t>(3, longest_run(inside, '`') + 1), '`');
  return fence + "text\n" + inside + (inside.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string github_data(std::string_view text) { return escaped(clean(text), github_data_table); }
std::string github_property(std::string_view text) {
  return escaped(clean(text), github_property_table);
}
std::string azure_devops_data(std::string_view text) {
  return escaped(without_commands(text), azure_devops_data_table);
}
std::string azure_devops_property(std::string_view text) {
  return escaped(without_commands(text), azure_devops_property_table);
}

std::string uri_path(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=@";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += digits[byte >> 4U];
    result += digits[byte & 0xFU];
  }
  return result;
}

}  // namespace airtight::report
