// Turns a flat table of data/ into constants, at build time:
//   catalogue_generator TABLE.json OUTPUT.cpp HEADER TYPE FUNCTION FIELD…
// Each row of the JSON array, or line of a table whose name ends in .tsv, becomes a TYPE, its
// members in the order of the fields; FUNCTION returns all of them. FIELD is a key of the row, or
// KEY=ENUM for an enumerator, or KEY=Prefix for a block. Keys that no field names (the fact,
// mostly) are for readers of the table.

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Json = nlohmann::json;

struct Field {
  std::string key;
  std::string type;  // empty: what the JSON value is
};

Field field_of(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return {text, ""};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// "10.0.0.0/8" as the initialiser of a net::Prefix.
std::string block(const std::string& text) {
  std::istringstream in(text);
  int part[5] = {};
  char sign = '.';
  in >> part[0];
  for (int i = 1; i < 5; ++i) {
    in >> sign >> part[i];
    if (sign != (i == 4 ? '/' : '.')) throw std::runtime_error(text + " is no IPv4 block");
  }
  if (in.fail()) throw std::runtime_error(text + " is no IPv4 block");
  std::string made = "{net::ipv4(" + std::to_string(part[0]);
  for (int i = 1; i < 4; ++i) made += ", " + std::to_string(part[i]);
  return made + "), " + std::to_string(part[4]) + "}";
}

std::string literal(const Json& value, const Field& field, const std::string& list) {
  if (value.is_null()) return "{}";
  if (value.is_array()) return value.empty() ? "{}" : list;
  if (field.type == "Prefix") return block(value.get<std::string>());
  if (!field.type.empty()) return field.type + "::" + value.get<std::string>();
  return value.dump();
}

void write_list(std::ostream& out, const Json& values, const std::string& name) {
  out << "constexpr std::string_view " << name << "[] = {";
  for (const Json& value : values) out << value.dump() << ",";
  out << "};\n";
}

void write_table(std::ostream& out, const Json& rows, std::span<char*> arguments) {
  const std::string header = arguments[0];
  const std::string type = arguments[1];
  const std::string function = arguments[2];
  out << "#include <" << header << ">\n\nnamespace airtight::azure {\nnamespace {\n";
  std::string table;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    table += "    {";
    for (char* const argument : arguments.subspan(3)) {
      const Field field = field_of(argument);
      const Json& value = rows[i].at(field.key);
      const std::string list = field.key + "_" + std::to_string(i);
      if (value.is_array() && !value.empty()) write_list(out, value, list);
      table += literal(value, field, list) + ", ";
    }
    table += "},\n";
  }
  out << "constexpr " << type << " rows[] = {\n"
      << table << "};\n\n}  // namespace\n\nstd::span<const " << type << "> " << function
      << "() { return rows; }\n\n}  // namespace airtight::azure\n";
}

// Lines of texts between tabs; the first line has the keys.
Json read_lines(std::istream& in) {
  const auto texts = [](const std::string& line) {
    std::vector<std::string> all(1);
    for (const char c : line) {
      if (c == '\t')
        all.emplace_back();
      else
        all.back() += c;
    }
    return all;
  };
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> keys = texts(line);
  Json rows = Json::array();
  while (std::getline(in, line)) {
    const std::vector<std::string> values = texts(line);
    if (values.size() != keys.size()) throw std::runtime_error(line + ": not as many as the first");
    Json row;
    for (std::size_t i = 0; i < keys.size(); ++i) row[keys[i]] = values[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

int main(int count, char** values) {
  if (count < 7) {
    std::cerr << "usage: catalogue_generator TABLE.json OUTPUT.cpp HEADER TYPE FUNCTION FIELD…\n";
    return 2;
  }
  try {
    std::ifstream in(values[1]);
    std::ofstream out(values[2]);
    const bool is_lines = std::string_view(values[1]).ends_with(".tsv");
    write_table(out, is_lines ? read_lines(in) : Json::parse(in), {values + 3, values + count});
    return out.good() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << values[1] << ": " << error.what() << '\n';
    return 1;
  }
}
