#include "azure/edge_rows.h"

#include <fstream>
#include <nlohmann/json.hpp>

using namespace airtight::azure;
using Json = nlohmann::json;

namespace {

std::string text(const Json& value) { return value.is_string() ? value.get<std::string>() : ""; }

// A row for any service is asked of a vault, one for any address of a public one.
ServicePart part_of(const EdgeRow& row) {
  if (row.type == "*") return {"Microsoft.KeyVault/vaults", "vault"};
  return {row.type, row.group};
}

bool is_private(const EdgeRow& row) { return row.address == "private"; }

// What the marker leaves open: the address that the service saw.
std::string value_of(const EdgeRow& row, const std::string& name, const std::string& given) {
  const bool private_source = is_private(row) || row.classification == "SVC_ENDPOINT";
  const std::string source = private_source ? "10.0.0.9" : "203.0.113.9";
  if (name == "x-ms-keyvault-network-info")
    return given + (given.empty() ? "addr=" : ";addr=") + source + ";act_addr_fam=InterNetwork";
  if (name == "x-ms-forbidden-ip") return given.empty() ? source : given + "40:9cee:12::5]";
  return given.empty() ? "given" : given + "\"x\"";
}

bool speaks_xml(const EdgeRow& row) {
  return row.type == "Microsoft.Storage/storageAccounts" ||
         row.type == "Microsoft.ServiceBus/namespaces" ||
         row.type == "Microsoft.EventHub/namespaces";
}

// In the forms of E-037, E-063, E-132, E-161.
std::string error_document(const EdgeRow& row, const std::string& message) {
  if (speaks_xml(row))
    return "<Error><Code>" + row.code + "</Code><Detail>" + message + "</Detail></Error>";
  if (row.group == "registry")
    return Json{{"errors", {{{"code", row.code}, {"message", message}}}}}.dump();
  if (row.group == "vault" && row.code.starts_with("ForbiddenBy"))
    return Json{
        {"error",
         {{"code", "Forbidden"}, {"message", message}, {"innererror", {{"code", row.code}}}}}}
        .dump();
  if (row.group == "Sql") return Json{{"code", row.code}, {"message", message}}.dump();
  if (row.group == "Gateway") return Json{{"statusCode", 403}, {"message", message}}.dump();
  return Json{{"error", {{"code", row.code}, {"message", message}}}}.dump();
}

}  // namespace

std::vector<EdgeRow> edge_rows() {
  std::ifstream file(AIRTIGHT_SOURCE_DIR "/data/edge-answers.json");
  std::vector<EdgeRow> rows;
  for (const Json& row : Json::parse(file)) {
    rows.push_back({text(row["id"]), text(row["resourceType"]), text(row["groupId"]),
                    text(row["probe"]), text(row["address"]), text(row["tcp"]), text(row["tls"]),
                    row["httpStatus"].is_number() ? row["httpStatus"].get<int>() : 0,
                    text(row["errorCode"]), row["headerMarkers"], row["bodyMarkers"],
                    text(row["classification"])});
  }
  return rows;
}

std::vector<Header> headers_of(const EdgeRow& row) {
  std::vector<Header> headers;
  for (const std::string& marker : row.header_markers) {
    const auto colon = marker.find(": ");
    const std::string name = marker.substr(0, colon);
    const std::string given = colon == std::string::npos ? "" : marker.substr(colon + 2);
    headers.push_back({name, name == "x-ms-error-code" ? given : value_of(row, name, given)});
  }
  return headers;
}

std::string reason_of(const EdgeRow& row) {
  return row.group == "sites" && !row.code.empty() ? row.code : "Reason";
}

std::string body_of(const EdgeRow& row) {
  std::string message;
  for (const std::string& marker : row.body_markers) message += "… " + marker + " … ";
  const bool document = !row.code.empty() && row.group != "sites";
  return document ? error_document(row, message) : "<p>" + message + "</p>";
}

std::string http_of(const EdgeRow& row) {
  const std::string body = body_of(row);
  std::string octets = "HTTP/1.1 " + std::to_string(row.status) + " " + reason_of(row) + "\r\n";
  for (const Header& header : headers_of(row)) octets += header.name + ": " + header.value + "\r\n";
  return octets + "Content-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

EdgeSeen seen_of(const EdgeRow& row) {
  EdgeSeen seen;
  seen.part = part_of(row);
  seen.probe = row.probe;
  seen.address = is_private(row) ? AddressClass::is_private : AddressClass::is_public;
  seen.resolved = row.probe != "dns";
  seen.tcp = row.tcp;
  seen.tls = row.tls;
  seen.status = row.status;
  seen.reason = reason_of(row);
  if (!row.code.empty()) seen.codes.push_back(row.code);
  seen.headers = headers_of(row);
  seen.body = body_of(row);
  return seen;
}
