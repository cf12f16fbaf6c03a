#include <airtight/azure/edge_match.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <tuple>

// The order in which rows are tried is that of E-008. Among rows of one rank the one with the
// longest header marker found goes first, then with the longest body marker: "x-ms-forbidden-ip:
// [fd" says more than "x-ms-forbidden-ip", and either says more than a sentence that both pages
// have (AS-01, AS-02).

namespace airtight::azure {
namespace {

constexpr std::string_view any = "any";
constexpr std::string_view anonymous = "anonymous";

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return equal_ignoring_case({&a, 1}, {&b, 1}); };
  return std::ranges::search(text, part, same).begin() != text.end() || part.empty();
}

bool is_refusal(std::string_view classification) {
  return classification.starts_with("PUB_REFUSED") || classification.starts_with("PE_REFUSED");
}

bool is_generic(const EdgeAnswer& row) { return row.resource_type == "*"; }

// Refused by the network, the wrong target, past the gate, before the credential, anything else.
int rank_of(const EdgeAnswer& row) {
  if (is_refusal(row.classification)) return 0;
  if (row.classification == "PE_WRONG_TARGET") return 1;
  if (is_generic(row)) return 4;
  return row.probe == anonymous ? 3 : 2;
}

bool is_of_service(const EdgeAnswer& row, const ServicePart& part) {
  return is_generic(row) || (equal_ignoring_case(row.resource_type, part.resource_type) &&
                             equal_ignoring_case(row.group_id, part.group_id));
}

// Rows without an HTTP answer are about the connection; whoever asked for whatever.
bool is_asked_so(const EdgeAnswer& row, const EdgeSeen& seen) {
  if (row.probe == any || row.probe == seen.probe || rank_of(row) <= 1) return true;
  if (row.probe == "tcp") return seen.status == 0;  // every request starts with a connection
  if (row.probe == "key-or-token") return seen.probe == "key" || seen.probe == "token";
  return is_generic(row) && (row.probe != "dns" || !seen.resolved);
}

std::string_view word_of(const EdgeSeen& seen) {
  if (!seen.resolved) return "none";
  switch (seen.address) {
    case AddressClass::is_public:
      return "public";
    case AddressClass::is_private:
      return "private";
    case AddressClass::neither:
      break;
  }
  return any;
}

bool is_there(const EdgeAnswer& row, const EdgeSeen& seen) {
  const auto same = [](std::string_view wanted, std::string_view found) {
    return wanted == "n/a" || wanted == found;
  };
  if (row.probe == "dns") return !seen.resolved;
  return seen.resolved && (row.address == any || row.address == word_of(seen)) &&
         row.tcp == seen.tcp && same(row.tls, seen.tls) && row.http_status == seen.status;
}

const std::string* code_of(const EdgeAnswer& row, const EdgeSeen& seen) {
  const auto found = std::ranges::find_if(seen.codes, [&](const std::string& code) {
    return equal_ignoring_case(code, row.error_code);
  });
  if (found != seen.codes.end()) return &*found;
  return equal_ignoring_case(seen.reason, row.error_code) ? &seen.reason : nullptr;
}

bool has_header(std::string_view marker, const std::vector<Header>& headers) {
  const auto colon = marker.find(':');
  const std::string_view name = marker.substr(0, colon);
  const std::string_view part = colon == marker.npos ? "" : trim(marker.substr(colon + 1));
  return std::ranges::any_of(headers, [&](const Header& header) {
    return equal_ignoring_case(header.name, name) && contains_ignoring_case(header.value, part);
  });
}

template <class Found>
std::string_view longest(std::span<const std::string_view> markers, const Found& found) {
  std::string_view best;
  for (const std::string_view marker : markers) {
    if (marker.size() > best.size() && found(marker)) best = marker;
  }
  return best;
}

const EdgeSource* source_row(const EdgeSeen& seen, std::string_view& text) {
  for (const EdgeSource& row : edge_sources()) {
    if (!equal_ignoring_case(row.resource_type, seen.part.resource_type)) continue;
    if (row.header.empty()) {
      text = seen.body;
    } else {
      const auto header = std::ranges::find_if(seen.headers, [&](const Header& each) {
        return equal_ignoring_case(each.name, row.header);
      });
      if (header == seen.headers.end()) continue;
      text = header->value;
    }
    if (contains_ignoring_case(text, row.before)) return &row;
  }
  return nullptr;
}

std::string_view connection_type(const EdgeSeen& seen) {
  constexpr std::string_view key = "conn_type=";
  for (const Header& header : seen.headers) {
    const auto at = header.value.find(key);
    if (at == std::string::npos) continue;
    const std::string_view rest = std::string_view(header.value).substr(at + key.size());
    return rest.substr(0, rest.find(';'));
  }
  return {};
}

// What the service itself says of the way the request took (E-041).
struct Stated {
  std::optional<net::Ip> source;
  std::string_view connection;

  bool anything() const { return source || !connection.empty(); }
  bool is_private() const { return source && address_class(*source) == AddressClass::is_private; }
  // Not by private link, whatever address the client connected to (E-035).
  bool contradicts_private_link() const {
    if (!connection.empty()) return !equal_ignoring_case(connection, "PrivateLink");
    return source && !is_private();
  }
};

// A service endpoint is a public destination that sees a private source (KV-05); a private link is
// one only as far as the service does not deny it.
bool is_stated(const EdgeAnswer& row, const Stated& stated) {
  if (row.classification == "SVC_ENDPOINT") return stated.is_private();
  return row.classification != "PE_OK" || !stated.contradicts_private_link();
}

struct Candidate {
  const EdgeAnswer* row;
  std::string_view header;
  std::string_view body;

  auto order() const {
    return std::tuple(rank_of(*row), row->classification != "SVC_ENDPOINT",
                      -static_cast<std::ptrdiff_t>(header.size()),
                      -static_cast<std::ptrdiff_t>(body.size()));
  }
};

std::optional<Candidate> candidate(const EdgeAnswer& row, const EdgeSeen& seen,
                                   const Stated& stated) {
  if (!is_of_service(row, seen.part) || !is_asked_so(row, seen) || !is_there(row, seen) ||
      !is_stated(row, stated) || (!row.error_code.empty() && code_of(row, seen) == nullptr))
    return {};
  Candidate made{
      &row, longest(row.header_markers, [&](auto m) { return has_header(m, seen.headers); }),
      longest(row.body_markers, [&](auto m) { return contains_ignoring_case(seen.body, m); })};
  const bool asks = !row.header_markers.empty() || !row.body_markers.empty();
  if (asks && made.header.empty() && made.body.empty()) return {};
  return made;
}

// Section 0.3. An answer to a credential is past the point where the gate was judged.
char grade_of(const EdgeSeen& seen, const Stated& stated) {
  constexpr std::array<std::string_view, 5> authenticated{"token", "key", "login", "pg-startup",
                                                          "arm"};
  if (stated.anything() || std::ranges::count(authenticated, seen.probe) > 0) return 'A';
  return seen.tls == "ok" && seen.status != 0 ? 'B' : 'C';
}

// 429, 5xx (E-014) and 403 (E-018) say nothing of the gate; anything else came from behind it.
bool passes(const EdgeRequest& request, const EdgeSeen& seen) {
  return request.any_answer_passes && seen.resolved && seen.status >= 200 && seen.status < 500 &&
         seen.status != 403 && seen.status != 429;
}

std::string_view without_row(const EdgeSeen& seen) {
  for (const EdgeRequest& request : edge_requests()) {
    if (request.probe != seen.probe ||
        !equal_ignoring_case(request.resource_type, seen.part.resource_type) ||
        !equal_ignoring_case(request.group_id, seen.part.group_id))
      continue;
    if (!request.identity.empty() && seen.status == 200 &&
        !has_header(request.identity, seen.headers))
      return "NOT_SERVICE";
    if (passes(request, seen) && seen.address == AddressClass::is_public) return "PUB_OPEN";
    if (passes(request, seen) && seen.address == AddressClass::is_private) return "PE_OK";
  }
  return "INCONCLUSIVE";
}

}  // namespace

AddressClass address_class(const net::Ip& ip) {
  static const std::array nobodys{
      net::Prefix{net::ipv4(0, 0, 0, 0), 8},
      net::Prefix{net::ipv4(127, 0, 0, 0), 8},
      net::Prefix{net::ipv4(169, 254, 0, 0), 16},
      net::Prefix{net::ipv4(224, 0, 0, 0), 3},
      net::Prefix{{net::Family::v6, 0, 0}, 127},  // :: and ::1
      net::Prefix{{net::Family::v6, std::uint64_t{0xfe80} << 48U, 0}, 10},
      net::Prefix{{net::Family::v6, std::uint64_t{0xff00} << 48U, 0}, 8}};
  const net::Prefix shared{net::ipv4(100, 64, 0, 0), 10};
  if (net::is_private(ip) || shared.contains(ip)) return AddressClass::is_private;
  const bool nobody =
      std::ranges::any_of(nobodys, [&](const net::Prefix& block) { return block.contains(ip); });
  return nobody ? AddressClass::neither : AddressClass::is_public;
}

std::optional<net::Ip> seen_source(const EdgeSeen& seen) {
  std::string_view text;
  const EdgeSource* row = source_row(seen, text);
  if (row == nullptr) return {};
  const std::string lower = to_lower(text);
  text.remove_prefix(lower.find(to_lower(row->before)) + row->before.size());
  constexpr std::string_view digits = "0123456789abcdefABCDEF:.";
  constexpr std::size_t most_between = 4;  // ": '", " [", ". ("
  const auto start = text.find_first_not_of(" :'\"[(.");
  if (start == text.npos || start > most_between) return {};
  std::string_view address = text.substr(start);
  address = address.substr(0, address.find_first_not_of(digits));
  while (address.ends_with('.') || address.ends_with(':')) address.remove_suffix(1);
  const auto ip = net::parse_ip(address);
  return ip ? std::optional(*ip) : std::nullopt;
}

EdgeMatch match_edge(const EdgeSeen& seen) {
  const Stated stated{seen_source(seen), connection_type(seen)};
  EdgeMatch match;
  match.seen_source = stated.source;
  match.grade = grade_of(seen, stated);
  std::optional<Candidate> best;
  for (const EdgeAnswer& row : edge_answers()) {
    const auto found = candidate(row, seen, stated);
    if (found && (!best || found->order() < best->order())) best = found;
  }
  if (!best) {
    match.classification = without_row(seen);
    match.error_code = seen.codes.empty() ? "" : seen.codes.front();
    return match;
  }
  match.row = best->row;
  match.classification = best->row->classification;
  match.marker = best->body.empty() ? best->header : best->body;
  const std::string* code = code_of(*best->row, seen);
  if (code != nullptr)
    match.error_code = *code;
  else if (!seen.codes.empty())
    match.error_code = seen.codes.front();
  return match;
}

}  // namespace airtight::azure
