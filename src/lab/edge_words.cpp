#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "edge_reply.h"

namespace airtight::lab {
namespace {

using azure::EdgeAnswer;

bool is_refusal(const EdgeAnswer& row) {
  return row.classification.find("REFUSED") != std::string_view::npos;
}

// E-041.
std::string network_info(const Edge& edge, const net::Ip& source) {
  const std::string way = edge.side == Edge::Side::endpoint
                              ? "conn_type=PrivateLink;private_endpoint=" + edge.resource
                              : "conn_type=Ipv4";
  return way + ";addr=" + net::to_string(source) + ";act_addr_fam=InterNetwork;";
}

std::string source_alone(const Edge&, const net::Ip& source) { return net::to_string(source); }

// Headers whose value is the client's own.
struct OfClient {
  std::string_view header;
  std::string (*value)(const Edge&, const net::Ip&);
};
constexpr std::array of_client{OfClient{"x-ms-keyvault-network-info", network_info},
                               OfClient{"x-ms-forbidden-ip", source_alone}};

azure::Header header_of(std::string_view marker, const Edge& edge, const net::Ip& source) {
  const auto colon = marker.find(':');
  const std::string_view name = marker.substr(0, colon);
  std::string value(colon == std::string_view::npos ? "" : trim(marker.substr(colon + 1)));
  const auto own = std::ranges::find(of_client, name, &OfClient::header);
  if (own != of_client.end()) {
    const std::string of_this_client = own->value(edge, source);
    if (of_this_client.find(value) != std::string::npos) value = of_this_client;
  }
  if (value.empty()) value = "airtight-lab";
  if (value.ends_with('=')) value += "\"https://login.lab.invalid/\"";
  return {std::string(name), value};
}

// The words before the address that a service tells a client in the body; empty where it does not.
std::string_view words_before_source(const EdgeAnswer& row) {
  for (const azure::EdgeSource& each : azure::edge_sources())
    if (is_refusal(row) && each.header.empty() &&
        equal_ignoring_case(each.resource_type, row.resource_type))
      return each.before;
  return {};
}

std::string message_of(const EdgeAnswer& row, const net::Ip& source) {
  std::string message;
  for (const std::string_view marker : row.body_markers) message += std::string(marker) + ". ";
  const std::string before(words_before_source(row));
  const auto at = message.find(before);
  if (before.empty()) return std::string(trim(message));
  if (at != std::string::npos)
    message.insert(at + before.size(), " " + net::to_string(source));
  else if (!row.classification.ends_with("DISABLED"))
    message = before + " " + net::to_string(source) + ". " + message;
  return std::string(trim(message));
}

using Document = std::string (*)(const std::string& code, const std::string& message);

std::string as_xml(const std::string& code, const std::string& message) {
  return "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>";
}
std::string as_list(const std::string& code, const std::string& message) {
  return R"({"errors":[{"code":")" + code + R"(","message":")" + message + R"("}]})";
}
std::string as_fields(const std::string& code, const std::string& message) {
  return R"({"code":")" + code + R"(","message":")" + message + R"("})";
}
std::string as_error(const std::string& code, const std::string& message) {
  return R"({"error":)" + as_fields(code, message) + "}";
}
std::string as_status(const std::string& code, const std::string& message) {
  return R"({"statusCode":)" + code + R"(,"message":")" + message + R"("})";
}
std::string as_page(const std::string&, const std::string& message) {
  return "<!DOCTYPE html><p>" + (message.empty() ? "airtight lab" : message) + "</p>";
}

// E-037: the cause of a refusal is the inner error's.
std::string as_vault_error(const std::string& code, const std::string& message) {
  if (!code.starts_with("ForbiddenBy")) return as_error(code, message);
  return R"({"error":{"code":"Forbidden","message":")" + message + R"(","innererror":{"code":")" +
         code + R"("}}})";
}

// In which form a service tells its errors (E-037, E-063, E-081, E-121, E-132, E-161, E-192).
struct Form {
  std::string_view resource_type;
  Document document;
};
constexpr std::array forms{Form{"Microsoft.KeyVault/vaults", as_vault_error},
                           Form{"Microsoft.Storage/storageAccounts", as_xml},
                           Form{"Microsoft.ServiceBus/namespaces", as_xml},
                           Form{"Microsoft.EventHub/namespaces", as_xml},
                           Form{"Microsoft.ContainerRegistry/registries", as_list},
                           Form{"Microsoft.DocumentDB/databaseAccounts", as_fields},
                           Form{"Microsoft.ApiManagement/service", as_status},
                           Form{"Microsoft.Web/sites", as_page}};

Document form_of(const EdgeAnswer& row) {
  const auto found = std::ranges::find(forms, row.resource_type, &Form::resource_type);
  return found == forms.end() ? as_error : found->document;
}

}  // namespace

Answered in_words(const EdgeAnswer& row, const Edge& edge, const net::Ip& source) {
  Answered answered{row.http_status, {}, {}, {}};
  for (const std::string_view marker : row.header_markers)
    answered.headers.push_back(header_of(marker, edge, source));
  const std::string code(row.error_code);
  const std::string message = message_of(row, source);
  const Document document = form_of(row);
  if (document == as_page) answered.reason = code;
  if (document == as_page || !code.empty())
    answered.body = document(code, message);
  else
    answered.body = message;
  return answered;
}

}  // namespace airtight::lab
