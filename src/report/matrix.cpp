#include <airtight/azure/resource_id.h>
#include <airtight/base/text.h>
#include <airtight/report/matrix.h>

#include <algorithm>
#include <set>

#include "packets.h"
#include "proof_parts.h"

namespace airtight::report {
namespace {

constexpr std::size_t most_columns = 12;  // of a table; a longer one is a list
constexpr std::size_t most_lines = 400;
constexpr std::size_t most_parts = 3;  // of a way out, if nobody asked for all

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

Json json_of(const verify::MatrixCell& cell) {
  Json json{{"from", cell.from}, {"to", cell.to}, {"verdict", to_string(cell.verdict)}};
  json["allowed"] = json_of(cell.allowed);
  json["uncertain"] = json_of(cell.uncertain);
  json["crossings"] = json_of(cell.crossings);
  add_open(json, cell.open);
  return json;
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

Cell segmentation_cell(const verify::MatrixCell& cell) {
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

Cell waypoint_cell(const verify::MatrixCell& cell) {
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

Cell cell_of(MatrixKind kind, const verify::MatrixCell& cell) {
  Cell shown = kind == MatrixKind::segmentation ? segmentation_cell(cell) : waypoint_cell(cell);
  shown.text = printable(shown.text);
  return shown;
}

std::string as_table(MatrixKind kind, const verify::Matrix& matrix, bool colour) {
  std::vector<std::vector<Cell>> rows{{Cell{"FROM \\ TO", Colour::strong}}};
  for (const std::string& to : matrix.to) rows.front().push_back({printable(to), Colour::strong});
  for (const std::string& from : matrix.from) {
    rows.push_back({Cell{printable(from), Colour::strong}});
    for (const std::string& to : matrix.to) {
      const auto found = std::ranges::find_if(matrix.cells, [&](const verify::MatrixCell& cell) {
        return cell.from == from && cell.to == to;
      });
      rows.back().push_back(found == matrix.cells.end() ? Cell{"", Colour::plain}
                                                        : cell_of(kind, *found));
    }
  }
  return table(rows, colour);
}

// Of many columns only what is not closed.
std::string as_list(MatrixKind kind, const verify::Matrix& matrix, bool colour) {
  std::vector<std::vector<Cell>> rows;
  std::size_t more = 0;
  for (const verify::MatrixCell& cell : matrix.cells) {
    if (cell.verdict == verify::Judgement::deny) continue;
    if (rows.size() == most_lines) {
      ++more;
      continue;
    }
    rows.push_back({Cell{printable(cell.from), Colour::plain},
                    Cell{printable(cell.to), Colour::plain}, cell_of(kind, cell)});
  }
  std::string text = table(rows, colour);
  if (more > 0) text += "and " + std::to_string(more) + " more pairs (--format json)\n";
  return text;
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
  object["cells"] = Json::array();
  for (const verify::MatrixCell& cell : matrix.cells) object["cells"].push_back(json_of(cell));
  object["leftOut"] = matrix.left_out;
  json["matrix"] = object;
  return pretty(json);
}

std::string text_matrix(MatrixKind kind, const verify::Matrix& matrix, bool colour) {
  std::string text = matrix.to.size() <= most_columns ? as_table(kind, matrix, colour)
                                                      : as_list(kind, matrix, colour);
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
