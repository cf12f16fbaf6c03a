// Turns data/private-link-zones.json into a table of constants, at build time, so that the program
// starts without reading it: private_link_generator TABLE.json OUTPUT.cpp

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

namespace {

using Json = nlohmann::json;

std::string quoted(const Json& text) { return text.dump(); }

void write_pairs(std::ostream& out, const Json& pairs, const std::string& type,
                 const std::string& name, const char* first, const char* second) {
  if (pairs.empty()) return;
  out << "constexpr " << type << ' ' << name << "[] = {";
  for (const Json& pair : pairs)
    out << "{" << quoted(pair.at(first)) << ", " << quoted(pair.at(second)) << "},";
  out << "};\n";
}

void write_list(std::ostream& out, const Json& list, const std::string& type,
                const std::string& name) {
  if (list.empty()) return;
  out << "constexpr " << type << ' ' << name << "[] = {";
  for (const Json& item : list) out << quoted(item) << ",";
  out << "};\n";
}

std::string reference(const Json& list, const std::string& name) {
  return list.empty() ? "{}" : name;
}

void write_table(std::ostream& out, const Json& rows) {
  out << "#include <airtight/azure/private_link.h>\n\nnamespace airtight::azure {\nnamespace {\n";
  std::string table;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json& row = rows[i];
    const std::string n = std::to_string(i);
    write_pairs(out, row.at("cnames"), "PublicToPrivate", "names_" + n, "public", "private");
    write_pairs(out, row.at("records"), "ZoneRecord", "records_" + n, "zone", "name");
    write_list(out, row.at("privateZones"), "std::string_view", "zones_" + n);
    write_list(out, row.at("ports"), "int", "ports_" + n);
    table += "    {" + quoted(row.at("resourceType")) + ", " + quoted(row.at("groupId")) + ", " +
             quoted(row.at("cloud")) + ", " + quoted(row.at("service")) + ", " +
             reference(row.at("cnames"), "names_" + n) + ", " +
             reference(row.at("records"), "records_" + n) + ", " +
             reference(row.at("privateZones"), "zones_" + n) + ", " +
             reference(row.at("ports"), "ports_" + n) + ", " +
             (row.at("recordConfidence") == "inferred" ? "true" : "false") + "},\n";
  }
  out << "constexpr PrivateLinkRow rows[] = {\n"
      << table << "};\n\n}  // namespace\n\n"
      << "std::span<const PrivateLinkRow> private_link_table() { return rows; }\n\n"
      << "}  // namespace airtight::azure\n";
}

}  // namespace

int main(int count, char** values) {
  if (count != 3) {
    std::cerr << "usage: private_link_generator TABLE.json OUTPUT.cpp\n";
    return 2;
  }
  try {
    std::ifstream in(values[1]);
    std::ofstream out(values[2]);
    write_table(out, Json::parse(in));
    return out.good() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << values[1] << ": " << error.what() << '\n';
    return 1;
  }
}
