#include <airtight/azure/resource_id.h>
#include <airtight/base/text.h>
#include <airtight/report/matrix.h>

#include <algorithm>
#include <set>

#include "packets.h"
#include "proof_parts.h"

namespace airtight::report {
namespace {

constexpr std::size_t most_columns = 12;    // of a table; a longer one is a list
constexpr std::size_t most_lines = 400;     // of a list; a longer one is a summary
constexpr std::size_t most_cells = 30'000;  // written one by one
constexpr std::size_t most_parts = 3;       // of a way out, if nobody asked for all

Json json_of(const verify::PortSet& set) {
  Json json{{"protocols", Json::array()}};
  for (const net::Protocol protocol : set.protocols)
    json["protocols"].push_back(to_string(protocol));
  if (set.ports.empty()) return json;
  json["ports"] = Json::array();
  for (const net::PortRange& range : set.ports) json["ports"].push_back(net::to_string(range));
  return json;
}

Json json_of(const std::vector<verify::PortSet>& sets) {
  Json json = Json::array();
  for (const verify::PortSet& set : sets) json.push_back(json_of(set));
  return json;
}

std::string_view word_of(verify::Crossing::How how) {
  switch (how) {
    case verify::Crossing::How::always:
      return "always";
    case verify::Crossing::How::sometimes:
      return "sometimes";
    case verify::Crossing::How::perhaps:
      return "perhaps";
  }
  return "";
}

Json json_of(const std::vector<verify::Crossing>& crossings) {
  Json json = Json::array();
  for (const verify::Crossing& crossing : crossings)
    json.push_back({{"device", crossing.device}, {"how", word_of(crossing.how)}});
  return json;
}

void add_value(Json& json, const verify::MatrixValue& value) {
  json["verdict"] = to_string(value.verdict);
  json["allowed"] = json_of(value.allowed);
  json["uncertain"] = json_of(value.uncertain);
  json["crossings"] = json_of(value.crossings);
  add_open(json, value.open);
}

Json json_of_cells(const verify::Matrix& matrix) {
  Json cells = Json::array();
  for (std::size_t i = 0; i < matrix.from.size(); ++i) {
    for (std::size_t j = 0; j < matrix.to.size(); ++j) {
      const verify::MatrixValue* value = matrix.at(i, j);
      if (value == nullptr) continue;
      add_value(cells.emplace_back(Json{{"from", matrix.from[i]}, {"to", matrix.to[j]}}), *value);
    }
  }
  return cells;
}

// How many cells have a value, and the first of them.
struct Share {
  std::size_t pairs = 0;
  std::size_t first = 0;
};

std::vector<Share> shares_of(const verify::Matrix& matrix) {
  std::vector<Share> shares(matrix.values.size());
  for (std::size_t i = 0; i < matrix.cells.size(); ++i) {
    if (matrix.cells[i] >= shares.size()) continue;
    Share& share = shares[matrix.cells[i]];
    if (share.pairs++ == 0) share.first = i;
  }
  return shares;
}

Json json_of_values(const verify::Matrix& matrix) {
  const auto shares = shares_of(matrix);
  Json values = Json::array();
  for (std::size_t i = 0; i < matrix.values.size(); ++i)
    add_value(values.emplace_back(Json{{"pairs", shares[i].pairs}}), matrix.values[i]);
  return values;
}

// For each sender runs over the receivers: the number of a value, null where there is none, and how
// many follow one another with it.
Json json_of_rows(const verify::Matrix& matrix) {
  Json rows = Json::array();
  for (auto at = matrix.cells.begin(); at != matrix.cells.end();) {
    const auto end = at + static_cast<std::ptrdiff_t>(matrix.to.size());
    Json& runs = rows.emplace_back(Json::array());
    while (at != end) {
      const auto next = std::find_if(at, end, [&](std::uint32_t other) { return other != *at; });
      runs.push_back({*at < matrix.values.size() ? Json(*at) : Json(), next - at});
      at = next;
    }
  }
  return rows;
}

bool is_all(const verify::PortSet& set) {
  return set.ports == std::vector<net::PortRange>{net::PortRange{}};
}

// "tcp 443, icmp"; "all" of what is everything.
std::string text_of(const std::vector<verify::PortSet>& sets) {
  std::vector<std::string> words;
  bool all_ports = !sets.empty();
  std::size_t protocols = 0;
  for (const verify::PortSet& set : sets) {
    std::string ports;
    for (const net::PortRange& range : set.ports)
      ports += (ports.empty() ? "" : ",") + net::to_string(range);
    for (const net::Protocol protocol : set.protocols) {
      words.push_back(in_words(protocol, ports));
      ++protocols;
      all_ports = all_ports && (!net::has_ports(protocol) || is_all(set));
    }
  }
  constexpr std::size_t every_protocol = static_cast<std::size_t>(net::Protocol::ip_in_ip) + 1;
  return all_ports && protocols == every_protocol ? "all" : join(words, ", ");
}

// A device as people call it.
std::string short_name(const std::string& device) {
  return device.starts_with("/") ? std::string(azure::ResourceId(device).name()) : device;
}

Cell segmentation_cell(const verify::MatrixValue& cell) {
  switch (cell.verdict) {
    case verify::Judgement::allow:
      return {
          text_of(cell.allowed) + (cell.uncertain.empty() ? "" : "; ? " + text_of(cell.uncertain)),
          Colour::plain};
    case verify::Judgement::deny:
      return {"-", Colour::good};
    case verify::Judgement::uncertain:
      return {cell.uncertain.empty() ? "?" : "? " + text_of(cell.uncertain), Colour::doubtful};
  }
  return {};
}

Cell waypoint_cell(const verify::MatrixValue& cell) {
  if (cell.verdict == verify::Judgement::deny) return {"-", Colour::faint};
  if (cell.crossings.empty()) return {"direct", Colour::plain};
  std::vector<std::string> words;
  for (const verify::Crossing& crossing : cell.crossings) {
    std::string word = short_name(crossing.device);
    if (crossing.how == verify::Crossing::How::sometimes) word += " (some)";
    if (crossing.how == verify::Crossing::How::perhaps) word += " (?)";
    words.push_back(std::move(word));
  }
  return {join(words, ", "), Colour::plain};
}

Cell cell_of(MatrixKind kind, const verify::MatrixValue& cell) {
  Cell shown = kind == MatrixKind::segmentation ? segmentation_cell(cell) : waypoint_cell(cell);
  shown.text = printable(shown.text);
  return shown;
}

std::string as_table(MatrixKind kind, const verify::Matrix& matrix, bool colour) {
  std::vector<std::vector<Cell>> rows{{Cell{"FROM \\ TO", Colour::strong}}};
  for (const std::string& to : matrix.to) rows.front().push_back({printable(to), Colour::strong});
  for (std::size_t i = 0; i < matrix.from.size(); ++i) {
    rows.push_back({Cell{printable(matrix.from[i]), Colour::strong}});
    for (std::size_t j = 0; j < matrix.to.size(); ++j) {
      const verify::MatrixValue* value = matrix.at(i, j);
      rows.back().push_back(value == nullptr ? Cell{"", Colour::plain} : cell_of(kind, *value));
    }
  }
  return table(rows, colour);
}

bool is_closed(const verify::Matrix& matrix, std::uint32_t number) {
  return number >= matrix.values.size() || matrix.values[number].verdict == verify::Judgement::deny;
}

// Of many columns only what is not closed.
std::string as_list(MatrixKind kind, const verify::Matrix& matrix, bool colour) {
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < matrix.cells.size(); ++i) {
    if (is_closed(matrix, matrix.cells[i])) continue;
    rows.push_back({Cell{printable(matrix.from[i / matrix.to.size()]), Colour::plain},
                    Cell{printable(matrix.to[i % matrix.to.size()]), Colour::plain},
                    cell_of(kind, matrix.values[matrix.cells[i]])});
  }
  return table(rows, colour);
}

// Of very many pairs how many have what, and the first of them.
std::string as_summary(MatrixKind kind, const verify::Matrix& matrix, bool colour) {
  const auto shares = shares_of(matrix);
  std::vector<std::vector<Cell>> rows{{Cell{"PAIRS", Colour::strong},
                                       Cell{"FOR EXAMPLE FROM", Colour::strong},
                                       Cell{"TO", Colour::strong}, Cell{"WHAT", Colour::strong}}};
  for (std::size_t i = 0; i < shares.size() && i < most_lines; ++i) {
    rows.push_back({Cell{std::to_string(shares[i].pairs), Colour::plain},
                    Cell{printable(matrix.from[shares[i].first / matrix.to.size()]), Colour::plain},
                    Cell{printable(matrix.to[shares[i].first % matrix.to.size()]), Colour::plain},
                    cell_of(kind, matrix.values[i])});
  }
  std::string text = table(rows, colour);
  if (shares.size() > most_lines)
    text += "and " + std::to_string(shares.size() - most_lines) + " more that differ\n";
  return text + "Each pair by itself: --format json\n";
}

std::string as_text(MatrixKind kind, const verify::Matrix& matrix, bool colour) {
  if (matrix.to.size() <= most_columns) return as_table(kind, matrix, colour);
  const auto open = std::ranges::count_if(
      matrix.cells, [&](std::uint32_t number) { return !is_closed(matrix, number); });
  return static_cast<std::size_t>(open) <= most_lines ? as_list(kind, matrix, colour)
                                                      : as_summary(kind, matrix, colour);
}

std::string line_of(const verify::WayOut& way, bool colour) {
  std::string text = "  " + std::string(to_string(way.kind)) + "  " +
                     painted(printable(way.to), Colour::strong, colour) + ": ";
  if (!way.allowed.empty()) text += text_of(way.allowed);
  if (!way.uncertain.empty())
    text += (way.allowed.empty() ? "" : "; ") +
            painted("perhaps " + text_of(way.uncertain), Colour::doubtful, colour);
  if (way.parts.empty()) text += painted("perhaps, by what is not known", Colour::doubtful, colour);
  for (const verify::Crossing& crossing : way.crossings)
    text +=
        "; by " + printable(short_name(crossing.device)) + " " + std::string(word_of(crossing.how));
  return text + "\n";
}

}  // namespace

std::string json_matrix(const Preamble& preamble, MatrixKind kind, const verify::Matrix& matrix) {
  Json json = document(preamble);
  Json object{{"kind", kind == MatrixKind::segmentation ? "segmentation" : "waypoint"}};
  object["from"] = matrix.from;
  object["to"] = matrix.to;
  if (matrix.cells.size() <= most_cells) {
    object["cells"] = json_of_cells(matrix);
  } else {
    object["values"] = json_of_values(matrix);
    object["rows"] = json_of_rows(matrix);
  }
  object["leftOut"] = matrix.left_out;
  json["matrix"] = object;
  return pretty(json);
}

std::string text_matrix(MatrixKind kind, const verify::Matrix& matrix, bool colour) {
  std::string text = as_text(kind, matrix, colour);
  text += kind == MatrixKind::segmentation
              ? "\n-: proved that no packet arrives; ?: some may, and what decides is not known\n"
              : "\n-: no packet arrives; direct: no device in between; (some): not every packet; "
                "(?): under some readings\n";
  if (matrix.left_out > 0)
    text += std::to_string(matrix.left_out) +
            " pairs are left out, because there are too many classes of packets\n";
  return text;
}

std::string json_ways_out(const Preamble& preamble, const verify::WaysOut& ways) {
  Json json = document(preamble);
  Json object{{"from", ways.from}, {"ways", Json::array()}};
  for (const verify::WayOut& way : ways.ways) {
    Json each{{"kind", to_string(way.kind)}, {"to", way.to}};
    each["allowed"] = json_of(way.allowed);
    each["uncertain"] = json_of(way.uncertain);
    each["crossings"] = json_of(way.crossings);
    each["partition"] = Json::array();
    for (const verify::Part& part : way.parts) each["partition"].push_back(json_of_part(part));
    add_open(each, way.open);
    object["ways"].push_back(std::move(each));
  }
  object["closed"] = ways.closed;
  json["waysOut"] = object;
  add_open(json, ways.open);
  return pretty(json);
}

std::string text_ways_out(const verify::WaysOut& ways, bool verbose, bool colour) {
  std::string text = "What leaves " + printable(ways.from) + ":\n";
  for (const verify::WayOut& way : ways.ways) {
    text += line_of(way, colour);
    std::size_t count = 0;
    for (const verify::Part& part : way.parts) {
      if (!verbose && ++count > most_parts) break;
      text += "      " + printable(text_of_packets(part)) + ": " + in_words(part.verdict);
      if (part.decided_by) text += ": " + printable(part.decided_by->summary);
      text += "\n";
    }
    if (count > most_parts)
      text += "      and " + std::to_string(way.parts.size() - most_parts) +
              " more parts (--verbose)\n";
  }
  if (ways.ways.empty()) text += "  nothing\n";
  if (!ways.closed.empty()) text += "\nProved closed: " + printable(join(ways.closed, ", ")) + "\n";
  return text + report::text_of(ways.open);
}

}  // namespace airtight::report
