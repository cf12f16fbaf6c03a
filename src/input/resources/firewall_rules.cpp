#include "input/resources/firewall_rules.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <cctype>

#include "input/resources/address_range.h"
#include "input/resources/fields.h"

namespace airtight::input::resources {
namespace {

using azure::FirewallRule;
using azure::FirewallStage;
using azure::RuleCollection;

// Conditions that no packet of the model shows: a rule with one may match or not.
constexpr std::string_view unseen_conditions[] = {"targetUrls", "webCategories",
                                                  "httpHeadersToInsert"};

void add_texts(const Value& body, std::string_view member, std::vector<std::string>& out,
               std::vector<azure::UnknownInput>& unknown, Diagnostics& diagnostics) {
  for (const Value* element : elements(body, member, diagnostics)) {
    if (const Unknown* missing = element->unknown()) {
      unknown.push_back(to_input(*missing));
    } else if (element->string() != nullptr) {
      out.push_back(to_lower(*element->string()));
    } else {
      complain(*element, "a string", diagnostics, {"I-214"});
    }
  }
}

void add_side(const Value& body, const std::string& side_name, azure::RuleSide& side,
              Diagnostics& diagnostics) {
  for (const Value* element : elements(body, side_name + "Addresses", diagnostics))
    add_firewall_address(*element, side, diagnostics);
  for (const Value* element : elements(body, side_name + "IpGroups", diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      side.unknown.push_back(to_input(*unknown));
    } else if (auto id = to_id(*element, diagnostics)) {
      side.groups.push_back(std::move(*id));
    }
  }
}

void add_ports(const Value& body, FirewallRule& rule, Diagnostics& diagnostics) {
  for (const Value* element : elements(body, "destinationPorts", diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      rule.unknown.push_back(to_input(*unknown));
      continue;
    }
    const auto* number = std::get_if<std::int64_t>(&element->data);
    const std::string text = number != nullptr              ? std::to_string(*number)
                             : element->string() != nullptr ? *element->string()
                                                            : std::string();
    const auto range = net::parse_port_range(trim(text));
    if (range) {
      rule.ports.push_back(*range);
    } else {
      complain(*element, "a port, a range such as 1000-2000, or *", diagnostics, {"I-214"});
    }
  }
}

// "Any" is no list of protocols (N-297).
void add_protocols(const Value& body, std::string_view member, FirewallRule& rule,
                   Diagnostics& diagnostics) {
  constexpr Word<std::optional<net::Protocol>> words[] = {{"Any", std::nullopt},
                                                          {"TCP", net::Protocol::tcp},
                                                          {"UDP", net::Protocol::udp},
                                                          {"ICMP", net::Protocol::icmp}};
  bool any = false;
  for (const Value* element : elements(body, member, diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      rule.unknown.push_back(to_input(*unknown));
      continue;
    }
    const auto* const found = std::ranges::find_if(words, [&](const auto& word) {
      return element->string() != nullptr && equal_ignoring_case(word.text, *element->string());
    });
    if (found == std::end(words)) {
      complain(*element, "one of Any, TCP, UDP, ICMP", diagnostics, {"I-214"});
    } else if (found->value) {
      rule.protocols.push_back(*found->value);
    } else {
      any = true;
    }
  }
  if (any) rule.protocols.clear();
}

std::int64_t standard_port(const std::string& type) {
  if (equal_ignoring_case(type, "Http")) return 80;
  return equal_ignoring_case(type, "Mssql") ? 1433 : 443;
}

void add_applications(const Value& body, FirewallRule& rule, Diagnostics& diagnostics) {
  for (const Value* element : elements(body, "protocols", diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      rule.unknown.push_back(to_input(*unknown));
      continue;
    }
    const std::string type = text_at(*element, "protocolType");
    const std::int64_t port =
        read_integer(*element, "port", diagnostics).value_or(standard_port(type));
    rule.applications.push_back({type, net::Port{static_cast<std::uint16_t>(port)}});
  }
}

void add_translation(const Value& body, FirewallRule& rule, Diagnostics& diagnostics) {
  const Value* address = lookup(body, "translatedAddress", diagnostics);
  if (address != nullptr && address->string() != nullptr && !address->string()->empty())
    rule.translated_address = to_ip(*address, diagnostics);
  if (!rule.translated_address)
    rule.unknown.push_back({"what translation rule " + rule.name + " leads to"});
  const auto port = net::parse_port_range(text_at(body, "translatedPort"));
  if (port) rule.translated_port = port->first;
}

FirewallRule read_rule(const Value& value, FirewallStage stage, Diagnostics& diagnostics) {
  FirewallRule rule;
  rule.where = to_where(value.place);
  const Value& body = content(value);
  if (const Unknown* unknown = body.unknown()) {
    rule.unknown.push_back(to_input(*unknown));
    return rule;
  }
  rule.name = text_at(value, "name");
  add_side(body, "source", rule.source, diagnostics);
  add_side(body, "destination", rule.destination, diagnostics);
  add_ports(body, rule, diagnostics);
  if (stage == FirewallStage::application) {
    add_applications(body, rule, diagnostics);
    add_texts(body, "targetFqdns", rule.names, rule.unknown, diagnostics);
    add_texts(body, "fqdnTags", rule.name_tags, rule.unknown, diagnostics);
  } else {
    const std::string_view member =
        body.find("ipProtocols") != nullptr ? "ipProtocols" : "protocols";
    add_protocols(body, member, rule, diagnostics);
    add_texts(body, "destinationFqdns", rule.names, rule.unknown, diagnostics);
  }
  if (stage == FirewallStage::translation) add_translation(body, rule, diagnostics);
  for (const std::string_view condition : unseen_conditions) {
    if (!elements(body, condition, diagnostics).empty())
      rule.unknown.push_back(
          {"what " + std::string(condition) + " of rule " + rule.name + " match"});
  }
  return rule;
}

void read_collection_body(const Value& body, RuleCollection& collection, FirewallStage stage,
                          Diagnostics& diagnostics) {
  collection.stage = stage;
  const auto priority = read_priority(body, 100, 65000, diagnostics);
  if (priority) {
    collection.priority = static_cast<int>(*priority);
  } else {
    collection.unknown.push_back({"the priority of rule collection " + collection.name});
  }
  const std::string action = text_at(body, "action.type");
  collection.allow = !equal_ignoring_case(action, "Deny");
  if (action.empty())
    collection.unknown.push_back({"the action of rule collection " + collection.name});
  for (const Value* rule : elements(body, "rules", diagnostics))
    collection.rules.push_back(read_rule(*rule, stage, diagnostics));
}

// The kind of a filter collection is that of its rules; they are all of one kind.
FirewallStage stage_of(const Value& body) {
  if (equal_ignoring_case(text_at(body, "ruleCollectionType"), "FirewallPolicyNatRuleCollection"))
    return FirewallStage::translation;
  const Value* rules = body.find("rules");
  if (rules == nullptr || rules->array() == nullptr || rules->array()->empty())
    return FirewallStage::network;
  return equal_ignoring_case(text_at(rules->array()->front(), "ruleType"), "ApplicationRule")
             ? FirewallStage::application
             : FirewallStage::network;
}

}  // namespace

void add_firewall_address(const Value& value, azure::RuleSide& side, Diagnostics& diagnostics) {
  const std::string* text = value.string();
  if (const Unknown* unknown = value.unknown()) {
    side.unknown.push_back(to_input(*unknown));
  } else if (text == nullptr) {
    complain(value, "an address, a range, a block, a service tag or *", diagnostics, {"I-214"});
  } else if (*text == "*" ||
             (!text->empty() && std::isalpha(static_cast<unsigned char>(text->front())) != 0 &&
              text->find(':') == std::string::npos)) {
    side.tags.push_back(*text);
  } else if (const auto dash = text->find('-'); dash != std::string::npos) {
    const auto first = net::parse_ip(trim(text->substr(0, dash)));
    const auto last = net::parse_ip(trim(text->substr(dash + 1)));
    if (first && last && first->family == last->family && *first <= *last) {
      for (const net::Prefix& prefix : prefixes_of_range(*first, *last))
        side.prefixes.push_back(prefix);
    } else {
      complain(value, "a range of addresses", diagnostics, {"I-214"});
    }
  } else if (const auto prefix = to_prefix(value, diagnostics)) {
    side.prefixes.push_back(*prefix);
  }
}

RuleCollection read_rule_collection(const Value& value, Diagnostics& diagnostics) {
  RuleCollection collection;
  collection.where = to_where(value.place);
  if (const Unknown* unknown = value.unknown()) {
    collection.unknown.push_back(to_input(*unknown));
    return collection;
  }
  collection.name = text_at(value, "name");
  const Value* kind = lookup(value, "ruleCollectionType", diagnostics);
  if (kind != nullptr && kind->unknown() != nullptr) {
    collection.unknown.push_back(to_input(*kind->unknown()));
    return collection;
  }
  read_collection_body(value, collection, stage_of(value), diagnostics);
  return collection;
}

std::vector<RuleCollection> read_classic_collections(const Value& firewall,
                                                     Diagnostics& diagnostics) {
  constexpr std::pair<std::string_view, FirewallStage> lists[] = {
      {"properties.natRuleCollections", FirewallStage::translation},
      {"properties.networkRuleCollections", FirewallStage::network},
      {"properties.applicationRuleCollections", FirewallStage::application}};
  std::vector<RuleCollection> collections;
  for (const auto& [path, stage] : lists) {
    for (const Value* element : elements(firewall, path, diagnostics)) {
      RuleCollection collection;
      collection.where = to_where(element->place);
      if (const Unknown* unknown = element->unknown()) {
        collection.stage = stage;
        collection.unknown.push_back(to_input(*unknown));
      } else {
        collection.name = text_at(*element, "name");
        read_collection_body(content(*element), collection, stage, diagnostics);
      }
      collections.push_back(std::move(collection));
    }
  }
  return collections;
}

}  // namespace airtight::input::resources
