#include "palette.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::report {
namespace {

std::string_view code(Colour colour) {
  switch (colour) {
    case Colour::plain:
      return "";
    case Colour::good:
      return "\x1b[32m";
    case Colour::bad:
      return "\x1b[31m";
    case Colour::doubtful:
      return "\x1b[33m";
    case Colour::faint:
      return "\x1b[2m";
    case Colour::strong:
      return "\x1b[1m";
  }
  return "";
}

std::string word_of_denial(reach::Reason reason) {
  if (reason == reach::Reason::paas_firewall) return "refused";
  if (reason == reach::Reason::paas_public_disabled) return "disabled";
  std::string word = to_lower(to_string(reason));
  if (word.starts_with("name_")) word.erase(0, 5);
  return word.empty() ? "denied" : word;
}

// Characters as a terminal counts them: bytes that do not continue a UTF-8 sequence.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::string painted(std::string_view text, Colour colour, bool on) {
  if (!on || colour == Colour::plain) return printable(text);
  return std::string(code(colour)) + printable(text) + "\x1b[0m";
}

std::string word_of(const verify::Path& path) {
  switch (path.verdict.judgement) {
    case verify::Judgement::uncertain:
      return "uncertain";
    case verify::Judgement::deny:
      return word_of_denial(path.verdict.reason);
    case verify::Judgement::allow:
      switch (path.via) {
        case reach::Via::private_endpoint:
          return "private";
        case reach::Via::public_edge:
          return "open";
        case reach::Via::service_endpoint:
          return "service-endpoint";
        case reach::Via::vnet:
        case reach::Via::none:
          return "vnet";
      }
  }
  return "";
}

Colour colour_of(const verify::Path& path) {
  const bool outside = path.from == "internet" || path.from.starts_with("internet:");
  switch (path.verdict.judgement) {
    case verify::Judgement::uncertain:
      return Colour::doubtful;
    case verify::Judgement::deny:
      return outside ? Colour::good : Colour::bad;
    case verify::Judgement::allow:
      if (outside) return Colour::bad;
      return path.via == reach::Via::public_edge ? Colour::doubtful : Colour::good;
  }
  return Colour::plain;
}

std::string table(const std::vector<std::vector<Cell>>& rows, bool colour) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width(printable(row[i].text)));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += painted(row[i].text, row[i].colour, colour);
      if (i + 1 < row.size())
        line += std::string(widths[i] - width(printable(row[i].text)) + 2, ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text;
}

std::string ruled_table(std::vector<std::vector<Cell>> rows, bool colour) {
  if (rows.empty()) return "";
  std::vector<Cell> dashes;
  for (std::size_t i = 0; i < rows.front().size(); ++i) {
    std::size_t widest = 0;
    for (const auto& row : rows) widest = std::max(widest, width(printable(row[i].text)));
    dashes.push_back({std::string(widest, '-'), Colour::plain});
  }
  rows.insert(rows.begin() + 1, std::move(dashes));
  return table(rows, colour);
}

Colour colour_of(verify::Status status) {
  switch (status) {
    case verify::Status::pass:
      return Colour::good;
    case verify::Status::fail:
      return Colour::bad;
    case verify::Status::undetermined:
      return Colour::doubtful;
  }
  return Colour::plain;
}

}  // namespace airtight::report
