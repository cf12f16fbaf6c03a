#include "edge_reply.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::lab {
namespace {

using azure::EdgeAnswer;

constexpr int forbidden = 403;
constexpr int unauthorized = 401;
constexpr int ok = 200;

// What a service says that has let somebody in.
constexpr std::array let_in{"PUB_GATE_UNKNOWN", "PUB_OPEN", "PE_OK"};

std::string_view word_of(Edge::Side side) {
  return side == Edge::Side::endpoint ? "private" : "public";
}

bool shows_credential(const Asked& asked) {
  constexpr std::array names{"Authorization", "Ocp-Apim-Subscription-Key", "api-key"};
  return std::ranges::any_of(
      names, [&](const char* name) { return header_named(asked, name) != nullptr; });
}

std::string path_of(const Asked& asked) { return asked.target.substr(0, asked.target.find('?')); }

// A path that a service answers with 200 and who it is, whoever asks (E-042).
bool asks_who(const Door& door, const Asked& asked) {
  const auto rows = azure::requests_for(door.part, door.name);
  return std::ranges::any_of(rows, [&](const azure::EdgeRequest* row) {
    return !row->identity.empty() && row->path == path_of(asked);
  });
}

// A group without rows of its own answers as its account does.
bool is_of(const EdgeAnswer& row, const Door& door, bool any_group) {
  const std::string_view group = row.group_id;
  return equal_ignoring_case(row.resource_type, door.part.resource_type) &&
         (any_group || equal_ignoring_case(group, door.part.group_id));
}

// The first row with the status that is wanted, else the first there is.
const EdgeAnswer* row_of(const Edge& edge, const Door& door, std::string_view probe, int wanted) {
  const EdgeAnswer* first = nullptr;
  for (const bool any_group : {false, true}) {
    for (const EdgeAnswer& row : azure::edge_answers()) {
      if (!is_of(row, door, any_group) || row.http_status == 0 || row.probe != probe ||
          (row.address != word_of(edge.side) && row.address != "any") ||
          std::ranges::count(let_in, row.classification) == 0)
        continue;
      if (row.http_status == wanted) return &row;
      if (first == nullptr) first = &row;
    }
    if (first != nullptr) return first;
  }
  return nullptr;
}

// Words without quotes or angles of the lab itself, which no row of the table is.
Answered says(int status, const std::string& words) {
  return {status, {}, {{"Content-Type", "text/plain"}}, "airtight lab: " + words + "\n"};
}

// Any credential is good: identities and roles are not the network's.
Answered with_credential(const Edge& edge, const Door& door, const Asked& asked) {
  Answered answered = says(ok, door.name + " lets this credential in");
  for (const std::string_view probe : {"token", "key-or-token", "anonymous"}) {
    const EdgeAnswer* row = row_of(edge, door, probe, ok);
    if (row == nullptr || row->http_status != ok) continue;
    answered.headers = in_words(*row, edge, asked.source).headers;
    break;
  }
  if (door.part.group_id == "vault")
    answered.body = R"({"value":"airtight-lab-not-a-secret","id":"https://)" + door.name + "/\"}";
  return answered;
}

Answered admitted(const Edge& edge, const Door& door, const Asked& asked) {
  if (shows_credential(asked) && !asks_who(door, asked)) return with_credential(edge, door, asked);
  const int wanted = asks_who(door, asked) ? ok : unauthorized;
  const EdgeAnswer* row = row_of(edge, door, "anonymous", wanted);
  if (row == nullptr) return says(unauthorized, door.name + " asks for a credential");
  return in_words(*row, edge, asked.source);
}

Answered turned_away(const Edge& edge, const Door& door, const Asked& asked, bool disabled) {
  const EdgeAnswer* row = azure::refusal_of(door.part.resource_type, disabled);
  if (row != nullptr && row->http_status != 0) return in_words(*row, edge, asked.source);
  return says(forbidden, door.name + " refuses " + net::to_string(asked.source));
}

// The address is another service's (KV-18, AS-06).
Answered at_the_wrong_door(const Edge& edge, const Asked& asked) {
  for (const Door& door : edge.doors)
    for (const EdgeAnswer& row : azure::edge_answers()) {
      const bool wrong =
          row.classification == "PE_WRONG_TARGET" || row.classification == "NOT_SERVICE";
      if (wrong && is_of(row, door, true) &&
          (row.address == word_of(edge.side) || row.address == "any"))
        return in_words(row, edge, asked.source);
    }
  return says(400, "nobody of that name is behind " + net::to_string(edge.address));
}

// A-240: what follows "resource=" in the query.
std::string resource_in(const std::string& target) {
  const auto query = target.find('?');
  for (const std::string_view each :
       split(query == std::string::npos ? "" : std::string_view(target).substr(query + 1), '&'))
    if (each.starts_with("resource=")) return std::string(each.substr(9));
  return {};
}

bool is_plain(const std::string& text) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/%";
  return text.find_first_not_of(letters) == std::string::npos;
}

Answered token_for(const Asked& asked) {
  const azure::Header* shown = header_named(asked, "X-IDENTITY-HEADER");
  if (shown == nullptr || shown->value != identity_header)
    return says(unauthorized, "no token without X-IDENTITY-HEADER, as IDENTITY_HEADER has it");
  const std::string resource = resource_in(asked.target);
  if (resource.empty() || !is_plain(resource))
    return says(400, "no token without a resource, such as ?resource=https://vault.azure.net");
  constexpr std::string_view far_off = "4102444800";  // 2100-01-01
  return {
      ok,
      {},
      {{"Content-Type", "application/json"}},
      R"({"access_token":"airtight-lab-not-a-token","client_id":"airtight-lab","expires_on":")" +
          std::string(far_off) + R"(","resource":")" + resource + R"(","token_type":"Bearer"})"};
}

}  // namespace

const azure::Header* header_named(const Asked& asked, std::string_view name) {
  const auto found = std::ranges::find_if(asked.headers, [&](const azure::Header& each) {
    return equal_ignoring_case(each.name, name);
  });
  return found == asked.headers.end() ? nullptr : &*found;
}

Answered reply_at(const Edge& edge, const Asked& asked) {
  if (edge.side == Edge::Side::tokens) return token_for(asked);
  const auto door = std::ranges::find(edge.doors, asked.host, &Door::name);
  if (door == edge.doors.end()) return at_the_wrong_door(edge, asked);
  const Ruling found =
      edge.side == Edge::Side::endpoint ? Ruling::admitted : ruling(door->gate, asked.source);
  switch (found) {
    case Ruling::unknown:
      return says(503,
                  "the lab cannot tell whom this edge lets in: " + printable(door->gate.unknown));
    case Ruling::disabled:
    case Ruling::refused:
      return turned_away(edge, *door, asked, found == Ruling::disabled);
    case Ruling::admitted:
      break;
  }
  if (!asked.by_tls && door->https_only)
    return {301, {}, {{"Location", "https://" + door->name + path_of(asked)}}, {}};
  Answered answered = admitted(edge, *door, asked);
  answered.worker = door->worker;
  return answered;
}

}  // namespace airtight::lab
