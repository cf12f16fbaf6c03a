// Private DNS zones, their links and record sets.

#include <airtight/azure/refused_zone.h>
#include <airtight/base/text.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/ip.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"
#include "zone_records.h"

namespace airtight::input::az {
namespace {

// D-023: refused exactly; their children are allowed.
bool is_refused(const std::string& name) {
  return std::ranges::any_of(azure::refused_zones(),
                             [&](const azure::RefusedZone& zone) { return zone.name == name; });
}

Result<Value> create_zone(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const shell::Word* name = call.options.word("name");
  if (name != nullptr && !name->unknown && !is_id(name->text)) {
    const auto zone = net::parse_dns_name(name->text);
    if (!zone)
      return refuse(name->place, "\"" + name->text + "\" is no DNS name: " + zone.error().message);
    if (is_refused(zone->text()))
      return refuse(
          name->place,
          "Azure refuses the zone name " + zone->text() + "; only names below it are allowed",
          {"D-023"});
  }
  Value body = make_object(call.place_of("name"));
  body.set("location", make_string("global", call.place()));
  set_tags(body, call);
  body.set("properties", make_object(call.place()));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// D-008: one network may not be linked to two zones of the same name; the older link stays.
Result<Value> check_link(const Call& call, const azure::ResourceId& id,
                         const azure::ResourceId& network) {
  for (const Value* link : call.session.resources.of_type(types::zone_links)) {
    const azure::ResourceId other(*link->find("id")->string());
    const Value* linked = link->at_path("properties.virtualNetwork.id");
    if (other == id || linked == nullptr || linked->string() == nullptr ||
        azure::ResourceId(*linked->string()) != network ||
        !equal_ignoring_case(other.parent().name(), id.parent().name()))
      continue;
    return refuse(call,
                  "\"" + std::string(network.name()) + "\" is already linked to a zone named " +
                      std::string(id.parent().name()) + " by link \"" + std::string(other.name()) +
                      "\"",
                  {"D-008"});
  }
  return Value{};
}

Result<Value> create_link(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto zone = require(call, id->parent(), call.place_of("zone-name"), false);
  if (!zone) return tl::unexpected<Error>(zone.error());
  const auto network = reference(call, *call.options.word("virtual-network"), types::networks);
  if (!network) return tl::unexpected<Error>(network.error());
  auto allowed = check_link(call, *id, *network);
  if (!allowed) return allowed;
  Value body = make_object(call.place_of("name"));
  body.set("location", make_string("global", call.place()));
  body.set_path("properties.registrationEnabled",
                boolean_value(call, "registration-enabled", false));
  set_text(body, "properties.resolutionPolicy", call, "resolution-policy");
  body.set_path("properties.virtualNetwork", id_object(*network, call.place_of("virtual-network")));
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_link(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_boolean(body, "properties.registrationEnabled", call, "registration-enabled");
  set_text(body, "properties.resolutionPolicy", call, "resolution-policy");
  set_tags(body, call);
  return store(call, *id, std::move(body));
}

Value ttl(const Call& call) {
  const std::string text = call.text("ttl");
  const bool number = !text.empty() && text.size() < 10 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return make_int(number ? std::stoi(text) : 3600, call.place_of("ttl"));
}

// The record set, made with its default TTL when it is not there yet.
Result<Value> record_set(Call& call, const azure::ResourceId& id) {
  const auto zone = require(call, id.parent(), call.place_of("zone-name"), false);
  if (!zone) return tl::unexpected<Error>(zone.error());
  Value body = current(call.session, id);
  if (body.at_path("properties.ttl") == nullptr) body.set_path("properties.ttl", ttl(call));
  return body;
}

Result<Value> create_set(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto zone = require(call, id->parent(), call.place_of("zone-name"), false);
  if (!zone) return tl::unexpected<Error>(zone.error());
  Value body = make_object(call.place_of("name"));
  body.set_path("properties.ttl", ttl(call));
  note_record_gone(call.session, *id);  // it starts empty again
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// What a record of each type holds: which option writes which member.
struct Field {
  std::string_view option;
  std::string_view member;
  bool number = false;
};
struct RecordKind {
  std::string_view type;
  std::string_view list;
  std::array<Field, 4> fields;
};
constexpr std::array kinds{
    RecordKind{types::addresses, "properties.aRecords", {{{"ipv4-address", "ipv4Address"}}}},
    RecordKind{"Microsoft.Network/privateDnsZones/AAAA",
               "properties.aaaaRecords",
               {{{"ipv6-address", "ipv6Address"}}}},
    RecordKind{"Microsoft.Network/privateDnsZones/MX",
               "properties.mxRecords",
               {{{"exchange", "exchange"}, {"preference", "preference", true}}}},
    RecordKind{"Microsoft.Network/privateDnsZones/PTR",
               "properties.ptrRecords",
               {{{"ptrdname", "ptrdname"}}}},
    RecordKind{"Microsoft.Network/privateDnsZones/SRV",
               "properties.srvRecords",
               {{{"priority", "priority", true},
                 {"weight", "weight", true},
                 {"port", "port", true},
                 {"target", "target"}}}},
    RecordKind{
        "Microsoft.Network/privateDnsZones/TXT", "properties.txtRecords", {{{"value", "value"}}}},
};

const RecordKind& kind_of_record(const Call& call) {
  return *std::ranges::find(kinds, call.command.type, &RecordKind::type);
}

Result<Value> record_of(const Call& call) {
  Value record = make_object(call.place());
  for (const Field& field : kind_of_record(call).fields) {
    if (field.option.empty()) continue;
    if (field.option == "value") {  // the strings of one TXT record
      set_list(record, field.member, call, field.option);
    } else {
      record.set(field.member,
                 field.number ? integer_value(call, field.option) : text_value(call, field.option));
    }
  }
  const Value* v4 = record.find("ipv4Address");
  const Value* address = v4 != nullptr ? v4 : record.find("ipv6Address");
  if (address == nullptr || address->string() == nullptr) return record;
  const auto ip = net::parse_ip(*address->string());
  const net::Family family = v4 != nullptr ? net::Family::v4 : net::Family::v6;
  if (!ip || ip->family != family)
    return refuse(address->place, "\"" + *address->string() + "\" is no " +
                                      (v4 != nullptr ? "IPv4" : "IPv6") + " address");
  return record;
}

Value records_without(const Value& body, std::string_view list, const Value& record) {
  Value kept = list_at(body, list);
  std::erase_if(*kept.array(), [&](const Value& each) { return same_value(each, record); });
  return kept;
}

Result<Value> add_record(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  auto body = record_set(call, *id);
  if (!body) return body;
  auto record = record_of(call);
  if (!record) return record;
  const std::string_view list = kind_of_record(call).list;
  Value records = records_without(*body, list, *record);
  records.array()->push_back(std::move(*record));
  body->set_path(list, std::move(records));
  put(call.session, *id, std::move(*body));
  return shown(call, *id);
}

// A group's record is no resource of the set, so what it holds besides is not followed here.
Result<Value> remove_group_record(Call& call, const azure::ResourceId& id) {
  warn(call.session, call.place(),
       "a zone group wrote \"" + std::string(id.name()) +
           "\"; what is left of it without the address is unknown",
       {"D-152", "CH-12"});
  add_gap(call.session, call.place(), "az " + std::string(call.command.words),
          {"microsoft.network/privatednszones"});
  return Value{};
}

Result<Value> remove_record(Call& call) {
  const auto named = target(call);
  if (!named) return tl::unexpected<Error>(named.error());
  const bool of_group = has_group_records(call.session, named->parent());
  if (of_group && call.session.resources.find(*named) == nullptr)
    return remove_group_record(call, *named);
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  if (of_group) remove_group_record(call, *id);
  Value body = current(call.session, *id);
  auto record = record_of(call);
  if (!record) return record;
  const std::string_view list = kind_of_record(call).list;
  Value records = records_without(body, list, *record);
  if (records.array()->empty() && !is_true(call, "keep-empty-record-set")) {
    note_record_gone(call.session, *id);
    erase(call.session, *id);
    return Value{};
  }
  body.set_path(list, std::move(records));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> set_alias(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  auto body = record_set(call, *id);
  if (!body) return body;
  body->set_path("properties.cnameRecord.cname", text_value(call, "cname"));
  put(call.session, *id, std::move(*body));
  return shown(call, *id);
}

constexpr std::string_view link = "--zone-name -z ! ^; --name -n ! ^; @G";

constexpr std::array private_dns_rows{
    Command{"network private-dns zone create", types::private_zones,
            "--name -n ! ^; @G @t; --if-none-match ?", create_zone},
    Command{"network private-dns zone show", types::private_zones, "--name -n ! ^; @G @ids", show},
    Command{"network private-dns zone list", types::private_zones, "@g", list},
    Command{"network private-dns zone update", types::private_zones,
            "--name -n ! ^; @G @t @u @ids; --if-match", update},
    Command{"network private-dns zone delete", types::private_zones,
            "--name -n ! ^; @G @ids; --if-match", remove},
    Command{"network private-dns link vnet create", types::zone_links,
            "--zone-name -z ! ^; --name -n ! ^; @G @t; --virtual-network -v !; "
            "--registration-enabled -e ? !; --resolution-policy {Default|NxDomainRedirect}; "
            "--if-none-match ?",
            create_link},
    Command{"network private-dns link vnet update", types::zone_links,
            "--zone-name -z ! ^; --name -n ! ^; @G @t @u @ids; --registration-enabled -e ?; "
            "--resolution-policy {Default|NxDomainRedirect}; --if-match",
            update_link},
    Command{"network private-dns link vnet show", types::zone_links, link, show},
    Command{"network private-dns link vnet list", types::zone_links, "--zone-name -z ! ^; @G",
            list},
    Command{"network private-dns link vnet delete", types::zone_links,
            "--zone-name -z ! ^; --name -n ! ^; @G @ids; --if-match", remove},
    Command{"network private-dns record-set a create", types::addresses,
            "--zone-name -z ! ^; --name -n ! ^; @G; --ttl; --metadata *", create_set},
    Command{"network private-dns record-set a add-record", types::addresses,
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --ipv4-address -a !; --ttl; "
            "--if-none-match ?",
            add_record},
    Command{"network private-dns record-set a remove-record", types::addresses,
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --ipv4-address -a !; "
            "--keep-empty-record-set ?",
            remove_record},
    Command{"network private-dns record-set a delete", types::addresses, link, remove},
    Command{"network private-dns record-set a show", types::addresses, link, show},
    Command{"network private-dns record-set a list", types::addresses, "--zone-name -z ! ^; @G",
            list},
    Command{"network private-dns record-set aaaa create", "Microsoft.Network/privateDnsZones/AAAA",
            "--zone-name -z ! ^; --name -n ! ^; @G; --ttl; --metadata *", create_set},
    Command{"network private-dns record-set aaaa add-record",
            "Microsoft.Network/privateDnsZones/AAAA",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --ipv6-address -a !; --ttl; "
            "--if-none-match ?",
            add_record},
    Command{"network private-dns record-set aaaa remove-record",
            "Microsoft.Network/privateDnsZones/AAAA",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --ipv6-address -a !; "
            "--keep-empty-record-set ?",
            remove_record},
    Command{"network private-dns record-set aaaa show", "Microsoft.Network/privateDnsZones/AAAA",
            link, show},
    Command{"network private-dns record-set aaaa delete", "Microsoft.Network/privateDnsZones/AAAA",
            link, remove},
    Command{"network private-dns record-set mx create", "Microsoft.Network/privateDnsZones/MX",
            "--zone-name -z ! ^; --name -n ! ^; @G; --ttl; --metadata *", create_set},
    Command{"network private-dns record-set mx add-record", "Microsoft.Network/privateDnsZones/MX",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --exchange -e !; --preference -p !; "
            "--ttl; --if-none-match ?",
            add_record},
    Command{"network private-dns record-set mx remove-record",
            "Microsoft.Network/privateDnsZones/MX",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --exchange -e !; --preference -p !; "
            "--keep-empty-record-set ?",
            remove_record},
    Command{"network private-dns record-set mx show", "Microsoft.Network/privateDnsZones/MX", link,
            show},
    Command{"network private-dns record-set mx delete", "Microsoft.Network/privateDnsZones/MX",
            link, remove},
    Command{"network private-dns record-set ptr create", "Microsoft.Network/privateDnsZones/PTR",
            "--zone-name -z ! ^; --name -n ! ^; @G; --ttl; --metadata *", create_set},
    Command{"network private-dns record-set ptr add-record",
            "Microsoft.Network/privateDnsZones/PTR",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --ptrdname -d !; --ttl; "
            "--if-none-match ?",
            add_record},
    Command{"network private-dns record-set ptr remove-record",
            "Microsoft.Network/privateDnsZones/PTR",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --ptrdname -d !; "
            "--keep-empty-record-set ?",
            remove_record},
    Command{"network private-dns record-set ptr show", "Microsoft.Network/privateDnsZones/PTR",
            link, show},
    Command{"network private-dns record-set ptr delete", "Microsoft.Network/privateDnsZones/PTR",
            link, remove},
    Command{"network private-dns record-set srv create", "Microsoft.Network/privateDnsZones/SRV",
            "--zone-name -z ! ^; --name -n ! ^; @G; --ttl; --metadata *", create_set},
    Command{"network private-dns record-set srv add-record",
            "Microsoft.Network/privateDnsZones/SRV",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --priority -p !; --weight -w !; "
            "--port -r !; --target -t !; --ttl; --if-none-match ?",
            add_record},
    Command{"network private-dns record-set srv remove-record",
            "Microsoft.Network/privateDnsZones/SRV",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --priority -p !; --weight -w !; "
            "--port -r !; --target -t !; --keep-empty-record-set ?",
            remove_record},
    Command{"network private-dns record-set srv show", "Microsoft.Network/privateDnsZones/SRV",
            link, show},
    Command{"network private-dns record-set srv delete", "Microsoft.Network/privateDnsZones/SRV",
            link, remove},
    Command{"network private-dns record-set txt create", "Microsoft.Network/privateDnsZones/TXT",
            "--zone-name -z ! ^; --name -n ! ^; @G; --ttl; --metadata *", create_set},
    Command{"network private-dns record-set txt add-record",
            "Microsoft.Network/privateDnsZones/TXT",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --value -v * !; --ttl; "
            "--if-none-match ?",
            add_record},
    Command{"network private-dns record-set txt remove-record",
            "Microsoft.Network/privateDnsZones/TXT",
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --value -v * !; "
            "--keep-empty-record-set ?",
            remove_record},
    Command{"network private-dns record-set txt show", "Microsoft.Network/privateDnsZones/TXT",
            link, show},
    Command{"network private-dns record-set txt delete", "Microsoft.Network/privateDnsZones/TXT",
            link, remove},
    Command{"network private-dns record-set cname create", types::aliases,
            "--zone-name -z ! ^; --name -n ! ^; @G; --ttl; --metadata *", create_set},
    Command{"network private-dns record-set cname set-record", types::aliases,
            "--zone-name -z ! ^; --record-set-name -n ! ^; @G; --cname -c !; --ttl; "
            "--if-none-match ?",
            set_alias},
    Command{"network private-dns record-set cname delete", types::aliases, link, remove},
    Command{"network private-dns record-set cname show", types::aliases, link, show},
};

}  // namespace

std::span<const Command> private_dns_commands() { return private_dns_rows; }

}  // namespace airtight::input::az
