#include "redact.h"

#include <algorithm>

#include "programs.h"

// A command is shown by what is known to be harmless, never by leaving out what looks secret: the
// program, the words of the command, the names of options, and the values of options that hold
// names, ids and addresses. Everything else is "…".
namespace airtight::input::az {
namespace {

constexpr std::string_view hidden = "\xe2\x80\xa6";

// Options whose values are names, ids, addresses, places or switches. Their values must look like
// one as well.
constexpr std::string_view open_options[] = {
    "access",
    "action",
    "address-prefix",
    "address-prefixes",
    "address-space",
    "admin-username",
    "allow-forwarded-traffic",
    "allow-gateway-transit",
    "allow-vnet-access",
    "app",
    "asgs",
    "assignee",
    "assignee-object-id",
    "assignee-principal-type",
    "bypass",
    "connection-name",
    "custom-domain",
    "default-action",
    "delegations",
    "destination-address-prefix",
    "destination-address-prefixes",
    "destination-port-range",
    "destination-port-ranges",
    "direction",
    "disable-private-endpoint-network-policies",
    "dns-servers",
    "enable-public-network",
    "endpoint-name",
    "group-id",
    "group-ids",
    "https-only",
    "id",
    "ids",
    "image",
    "ip-address",
    "ip-forwarding",
    "ipv4-address",
    "kind",
    "l",
    "g",
    "location",
    "method",
    "n",
    "name",
    "nat-gateway",
    "network-security-group",
    "next-hop-ip-address",
    "next-hop-type",
    "nic-name",
    "nics",
    "nsg",
    "nsg-name",
    "o",
    "output",
    "plan",
    "priority",
    "private-connection-resource-id",
    "private-dns-zone",
    "private-endpoint-network-policies",
    "private-ip-address",
    "private-link-service-network-policies",
    "protocol",
    "public-ip-address",
    "public-network-access",
    "record-set-name",
    "registration-enabled",
    "remote-vnet",
    "resource-group",
    "resource-name",
    "resource-type",
    "role",
    "route-table",
    "route-table-name",
    "scope",
    "server",
    "service-endpoints",
    "sku",
    "slot",
    "source-address-prefix",
    "source-address-prefixes",
    "source-port-ranges",
    "subnet",
    "subnet-name",
    "subnet-prefixes",
    "subscription",
    "type",
    "vault-name",
    "virtual-network",
    "vnet",
    "vnet-name",
    "vnet-route-all-enabled",
    "zone-name",
};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// One word of the source text. Quotes and $(…) keep blanks together.
std::size_t end_of_quotes(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote) at += quote == '"' && text[at] == '\\' ? 2U : 1U;
  return std::min(at + 1, text.size());
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\'' || c == '"' || c == '`') {
      at = end_of_quotes(text, at);
      continue;
    }
    if (c == '\\') {
      at = std::min(at + 2, text.size());
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && depth > 0) --depth;
    if (depth == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) break;
    ++at;
  }
  return at;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(" \t\r\n"); at != std::string_view::npos;
       at = text.find_first_not_of(" \t\r\n", at)) {
    const std::size_t end = end_of_word(text, at);
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

// "$name" and "${name}", but not "${name/a/b}", which holds text.
bool has_plain_variables(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    at += 2;
    while (at < text.size() && (is_letter_or_digit(text[at]) || text[at] == '_')) ++at;
    if (at >= text.size() || text[at] != '}') return false;
  }
  return true;
}

// A name, an id, an address or a variable that stands for one. No query, no user information, no
// substitution, and nothing as long as a key.
bool looks_open(std::string_view word) {
  const std::string_view text = unquoted(word);
  if (text.find("$(") != std::string_view::npos || text.find("://") != std::string_view::npos ||
      !has_plain_variables(text))
    return false;
  const bool is_id = text.find('/') != std::string_view::npos;
  return text.size() <= (is_id ? 512 : 80) && std::ranges::all_of(text, [](char c) {
           return is_letter_or_digit(c) ||
                  std::string_view("._/:*-,${}<> []").find(c) != std::string_view::npos;
         });
}

bool is_open_option(std::string_view name) {
  return std::ranges::find(open_options, name) != std::end(open_options);
}

// "--name" as it may be shown; empty if it is not the name of an option.
std::string_view option_name(std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  const bool plain = std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (name.starts_with("--")) return plain && name.size() <= 48 ? name : std::string_view{};
  return name.size() == 2 && is_letter_or_digit(name[1]) ? name : std::string_view{};
}

class Display {
 public:
  explicit Display(const std::vector<Option>& known) : known_(known) {}

  void word(std::string_view text) {
    if (!is_option(text)) return value(text);
    const std::string_view name = option_name(text);
    if (name.empty()) {
      open_ = false;
      return add(hidden);
    }
    open_ = is_open(name);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return add(name);
    const std::string_view given = text.substr(equals + 1);
    add(std::string(name) + "=" + std::string(open_ && looks_open(given) ? given : hidden));
  }

  void add(std::string_view text) {
    if (text == hidden && text_.ends_with(hidden)) return;
    text_ += (text_.empty() ? "" : " ") + std::string(text);
  }
  std::string text() const { return text_; }

 private:
  void value(std::string_view text) { add(open_ && looks_open(text) ? text : hidden); }

  bool is_open(std::string_view name) const {
    const Option* option = find_option(known_, name);
    if (option != nullptr && option->secret) return false;
    if (option != nullptr && is_open_option(option->key())) return true;
    return is_open_option(name.substr(name.starts_with("--") ? 2 : 1));
  }

  const std::vector<Option>& known_;
  std::string text_;
  bool open_ = false;
};

// The words of the command itself, as the session read them: lower case, before any option.
std::size_t count_command_words(const shell::Invocation& invocation) {
  std::size_t count = 0;
  std::string words;
  for (std::size_t i = 1; i < invocation.words.size() && count < 5; ++i, ++count) {
    const std::string& text = invocation.words[i].text;
    const bool plain = std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; });
    if (!plain || is_option(text) || text.size() > 32 || invocation.words[i].secret) break;
  }
  return count;
}

std::string program_of(const shell::Invocation& invocation,
                       const std::vector<std::string_view>& source) {
  const std::string& program = invocation.words.front().text;
  const bool written = std::ranges::find(source, std::string_view(program)) != source.end();
  return written && looks_open(program) ? program : std::string(hidden);
}

}  // namespace

std::string redacted(const shell::Invocation& invocation, const std::vector<Option>& known) {
  const std::vector<std::string_view> source = words_of(invocation.source);
  if (invocation.words.empty()) return std::string(hidden);
  const std::string& program = invocation.words.front().text;
  if (!is_az(program)) return program_of(invocation, source);
  Display display(known);
  display.add("az");
  const std::size_t own = count_command_words(invocation);
  for (std::size_t i = 1; i <= own; ++i) display.add(invocation.words[i].text);
  // What follows the command's words in the source, which shows variables by name.
  auto next = std::ranges::find_if(source, is_az);
  if (next == source.end()) return display.text() + " " + std::string(hidden);
  ++next;
  for (std::size_t i = 1; next != source.end(); ++next) {
    const bool command = i <= own && unquoted(*next) == invocation.words[i].text;
    if (command) ++i;
    if (!command) display.word(*next);
  }
  return display.text();
}

}  // namespace airtight::input::az
