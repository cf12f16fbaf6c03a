#include <algorithm>

#include "escapes.h"
#include "shell.h"

namespace airtight::input::shell {
namespace {

std::string padded(const std::string& text, std::string_view flags, std::size_t width, char fill) {
  const std::size_t size = shown(text).size();
  if (size >= width) return text;
  const std::string blanks(width - size, fill);
  return flags.find('-') != std::string_view::npos ? text + std::string(width - size, ' ')
                                                   : blanks + text;
}

// One % directive at format[at]; takes its argument.
std::string directive(std::string_view format, std::size_t& at, const Text& argument) {
  const std::size_t begin = ++at;
  while (at < format.size() && std::string_view("-+ #0").find(format[at]) != std::string_view::npos)
    ++at;
  const std::string_view flags = format.substr(begin, at - begin);
  std::size_t width = 0;
  while (at < format.size() && format[at] >= '0' && format[at] <= '9')
    width = std::min<std::size_t>(1000, width * 10 + static_cast<std::size_t>(format[at++] - '0'));
  std::string text = argument.text;
  if (at < format.size() && format[at] == '.') {
    std::size_t precision = 0;
    for (++at; at < format.size() && format[at] >= '0' && format[at] <= '9'; ++at)
      precision =
          std::min<std::size_t>(1000, precision * 10 + static_cast<std::size_t>(format[at] - '0'));
    if (at < format.size() && format[at] == 's' && argument.known())
      text.resize(std::min(text.size(), precision));
  }
  const char kind = at < format.size() ? format[at++] : 's';
  if (kind == 'b')
    text = without_marks(unescape(text)).size() == text.size() ? text : unescape(text);
  const bool number = kind == 'd' || kind == 'i' || kind == 'u';
  if (number && text.empty()) text = "0";
  return padded(text, flags, width,
                number && flags.find('0') != std::string_view::npos ? '0' : ' ');
}

}  // namespace

// The format is used again as long as arguments are left.
Text formatted(Shell& shell, const Call& call, std::size_t from) {
  Text out;
  if (from >= call.words.size()) return out;
  const std::string format = map_known(call.words[from].text.text, [](std::string_view known) {
    return without_marks(unescape(known));
  });
  out.secret = call.words[from].text.secret;
  std::size_t next = from + 1;
  do {
    const std::size_t before = next;
    for (std::size_t at = 0; at < format.size();) {
      if (format[at] != '%') {
        out.text += format[at++];
      } else if (format.substr(at, 2) == "%%") {
        out.text += '%';
        at += 2;
      } else {
        const Text argument = next < call.words.size() ? call.words[next].text : Text{};
        ++next;
        out.text += directive(format, at, argument);
        out.secret = out.secret || argument.secret;
      }
    }
    if (!charge(shell, out.text.size(), call.spot) || next == before) break;
  } while (next < call.words.size());
  return out;
}

}  // namespace airtight::input::shell
