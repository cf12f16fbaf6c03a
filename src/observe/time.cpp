#include <airtight/observe/observation.h>

#include <array>
#include <charconv>

namespace airtight::observe {
namespace {

using std::chrono::minutes;

std::string padded(int number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

// The number at the front of `text`, of exactly `width` digits, which are taken off.
std::optional<int> take_number(std::string_view& text, std::size_t width) {
  if (text.size() < width) return {};
  int number = 0;
  const auto [stop, failed] = std::from_chars(text.data(), text.data() + width, number);
  if (failed != std::errc{} || stop != text.data() + width || number < 0) return {};
  text.remove_prefix(width);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
  text.remove_prefix(1);
  return true;
}

// The numbers of "2026-11-26T09:00:00", each after its separator.
std::optional<std::array<int, 6>> take_fields(std::string_view& text) {
  constexpr std::array<std::string_view, 6> before{"", "-", "-", "Tt ", ":", ":"};
  std::array<int, 6> fields{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0 && !take(text, before[i])) return {};
    const auto number = take_number(text, i == 0 ? 4 : 2);
    if (!number) return {};
    fields[i] = *number;
  }
  return fields;
}

int take_milliseconds(std::string_view& text) {
  int result = 0;
  int unit = 100;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    result += (text.front() - '0') * unit;
    unit /= 10;
  }
  return result;
}

std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return minutes(0);
  const bool behind = text.starts_with('-');
  if (!take(text, "+-")) return {};
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ":")) return {};
  const auto minute = take_number(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return {};
  return minutes(behind ? -(*hour * 60 + *minute) : *hour * 60 + *minute);
}

}  // namespace

std::string to_string(Time time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.day())), 2) + "T" +
         padded(static_cast<int>(clock.hours().count()), 2) + ":" +
         padded(static_cast<int>(clock.minutes().count()), 2) + ":" +
         padded(static_cast<int>(clock.seconds().count()), 2) + "." +
         padded(static_cast<int>(clock.subseconds().count()), 3) + "Z";
}

std::optional<Time> parse_time(std::string_view text) {
  using namespace std::chrono;
  const auto fields = take_fields(text);
  if (!fields) return {};
  const auto [y, mo, d, h, mi, s] = *fields;
  const year_month_day date{year(y), month(static_cast<unsigned>(mo)),
                            day(static_cast<unsigned>(d))};
  if (!date.ok() || h > 23 || mi > 59 || s > 60) return {};  // 60: a leap second
  const int fraction = take(text, ".") ? take_milliseconds(text) : 0;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return {};
  return Time(sys_days(date)) + hours(h) + minutes(mi) + seconds(s) + milliseconds(fraction) -
         *offset;
}

}  // namespace airtight::observe
