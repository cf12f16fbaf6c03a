// The commands that write any resource: az resource and az rest (I-407, I-408).

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "files.h"
#include "generic.h"
#include "json.h"
#include "nested.h"
#include "symbols.h"
#include "zone_records.h"

namespace airtight::input::az {
namespace {

// --ids, or the group, --resource-type (or --namespace with it) and --name.
Result<azure::ResourceId> resource_id(Call& call) {
  if (const shell::Word* id = call.options.word("ids")) {
    if (is_id(id->text)) return azure::ResourceId(id_text(*id));
    if (id->unknown) return azure::ResourceId();
    return refuse(id->place, "--ids is \"" + id->text + "\"; expected a resource id", {"I-406"});
  }
  if (!call.has("name") || !call.has("resource-type"))
    return refuse(call, "--ids, or --name and --resource-type are missing", {"I-404"});
  std::string type = call.text("resource-type");
  if (call.has("namespace")) type = call.text("namespace") + "/" + type;
  if (!call.has("parent")) return id_in_group(call, type, call.text("name"));
  const auto last = type.rfind('/');
  const std::string parent = type.substr(0, last) + "/" + call.text("parent");
  return azure::ResourceId("/subscriptions/" + call.session.subscription + "/resourceGroups/" +
                           group(call) + "/providers/" + parent)
      .child(type.substr(last + 1), call.text("name"));
}

Result<Value> unknown_target(Call& call, const std::string& scope = "*") {
  warn(call.session, call.place(), "the resource that the command writes is unknown", {"I-401"});
  add_gap(call.session, call.place(), "az " + std::string(call.command.words), {scope});
  return Value{};
}

// A name that the script does not say may be any resource of the type.
bool is_doubtful(const Session& session, const azure::ResourceId& id) {
  return is_symbolic(session, id) &&
         may_be_another(session, id, session.resources.find(id) != nullptr);
}

Result<Value> doubtful_target(Call& call, const azure::ResourceId& id) {
  return unknown_target(call, id.type().empty() ? "*" : to_lower(id.type()));
}

Result<Value> show_resource(Call& call) {
  const auto id = resource_id(call);
  if (!id) return tl::unexpected<Error>(id.error());
  if (id->empty()) {
    const shell::Word& word = *call.options.word("ids");
    return value_of(word);
  }
  const auto known = require(call, *id, call.place(), call.has("ids"));
  if (!known) return tl::unexpected<Error>(known.error());
  return shown(call, *id);
}

Result<Value> update_resource(Call& call) {
  const auto id = resource_id(call);
  if (!id) return tl::unexpected<Error>(id.error());
  if (id->empty()) return unknown_target(call);
  if (is_doubtful(call.session, *id)) return doubtful_target(call, *id);
  const auto known = require(call, *id, call.place(), call.has("ids"));
  if (!known) return tl::unexpected<Error>(known.error());
  Value body = current(call.session, *id);
  apply_generic_update(call, body);
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> delete_resource(Call& call) {
  const auto id = resource_id(call);
  if (!id) return tl::unexpected<Error>(id.error());
  if (id->empty()) return unknown_target(call);
  if (is_doubtful(call.session, *id)) return doubtful_target(call, *id);
  return remove_one(call, *id);
}

// JSON in a word, or in the file beside the script that "@FILE" names.
Result<Value> json_of(Call& call, const shell::Word& word, const std::string& option,
                      const char* fact) {
  if (word.unknown) return value_of(word);
  const auto text = text_or_file(call.session, word);
  if (!text) return make_unknown("--" + option + " " + word.text, text.error().message, word.place);
  auto json = parse_json(*text, word.place);
  if (!json) return refuse(word.place, "--" + option + ": " + json.error().message, {fact});
  return json;
}

// az resource create: --properties, which --is-full-object says is the whole resource. A PUT:
// what it leaves out is gone (I-408).
Result<Value> create_resource(Call& call) {
  const auto id = resource_id(call);
  if (!id) return tl::unexpected<Error>(id.error());
  if (id->empty()) return unknown_target(call);
  if (is_doubtful(call.session, *id)) return doubtful_target(call, *id);
  const shell::Word& word = *call.options.word("properties");
  auto given = json_of(call, word, "properties", "I-408");
  if (!given) return given;
  const bool whole = is_true(call, "is-full-object");
  if (const Unknown* unknown = given->unknown(); unknown != nullptr && whole) {
    warn(call.session, word.place,
         "what is written to \"" + std::string(id->name()) + "\" is unknown: " + unknown->reason,
         {"I-408"});
    add_gap(call.session, word.place, "az resource create", {to_lower(id->type())});
    return Value{};
  }
  if (given->unknown() == nullptr && given->object() == nullptr)
    return refuse(word.place, "--properties is no JSON object", {"I-408"});
  Value body = whole ? std::move(*given) : make_object(call.place_of("name"));
  if (!whole) body.set("properties", std::move(*given));
  if (body.find("location") == nullptr && (call.has("location") || id->parent().empty()))
    body.set("location", location(call));
  note_record_gone(call.session, *id);
  note_left_out(call, *id, body);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// A uri of az rest, taken apart. The relative form is of this cloud's Resource Manager.
struct Address {
  std::string host;  // lower case; empty for the relative form
  std::string path;  // without the query
};

Address address_of(const Session& session, std::string_view uri) {
  constexpr std::string_view scheme = "https://";
  Address address;
  if (starts_with_ignoring_case(uri, scheme)) {
    uri.remove_prefix(scheme.size());
    const auto slash = std::min(uri.find('/'), uri.size());
    address.host = to_lower(uri.substr(0, std::min(slash, uri.find(':'))));
    uri.remove_prefix(slash);
  }
  std::string path(uri.substr(0, uri.find('?')));
  constexpr std::string_view hole = "{subscriptionId}";
  for (auto at = path.find(hole); at != std::string::npos; at = path.find(hole))
    path.replace(at, hole.size(), session.subscription);
  address.path = std::move(path);
  return address;
}

// Every region has a Resource Manager of its own, and all are the same.
bool is_resource_manager(std::string_view host) {
  return host.empty() || host == "management.azure.com" || host.ends_with(".management.azure.com");
}

// Hosts that answer for no network.
bool changes_no_network(std::string_view host) {
  return host == "graph.microsoft.com" || host == "graph.windows.net" ||
         host.ends_with(".vault.azure.net") || host == "dev.azure.com" ||
         host == "api.loganalytics.io";
}

Result<Value> body_of(Call& call) {
  const shell::Word* word = call.options.word("body");
  if (word == nullptr) return make_object(call.place());
  return json_of(call, *word, "body", "I-407");
}

// What cannot be read may change anything in this resource, and below it.
Result<Value> unread_body(Call& call, const azure::ResourceId& id, const Unknown& body) {
  warn(call.session, call.place(),
       "what is written to \"" + std::string(id.name()) + "\" is unknown: " + body.reason,
       {"I-407"});
  add_gap(call.session, call.place(), "az rest", {to_lower(id.type())});
  return Value{};
}

bool is_resource(const azure::ResourceId& id) {
  return id.key().find("/providers/") != std::string::npos &&
         (split(id.key(), '/').size() -
          split(id.key().substr(0, id.key().rfind("/providers/")), '/').size()) %
                 2 ==
             0;
}

Result<Value> write_by_rest(Call& call, const azure::ResourceId& id, bool whole) {
  auto body = body_of(call);
  if (!body) return body;
  if (const Unknown* unknown = body->unknown()) return unread_body(call, id, *unknown);
  if (body->object() == nullptr) return refuse(call.place_of("body"), "--body is no JSON object");
  if (whole) {
    note_record_gone(call.session, id);
    note_left_out(call, id, *body);
    put(call.session, id, *body);
  } else {
    const auto known = require(call, id, call.place(), true);
    if (!known) return tl::unexpected<Error>(known.error());
    patch(call.session, id, *body);
  }
  return shown(call, id);
}

Result<Value> not_asked(const Call& call) {
  return make_unknown("$(az rest)", "the service is not asked", call.place());
}

Result<Value> unknown_effect(Call& call, const std::string& what, const azure::ResourceId& id) {
  const std::string type = to_lower(id.type());
  warn(call.session, call.place_of("uri"), "the effect of " + what + " is unknown", {"I-407"});
  add_gap(call.session, call.place_of("uri"), "az rest --method " + call.text("method"),
          {type.empty() || !is_id(id.text()) ? "*" : type});
  return not_asked(call);
}

Result<Value> rest(Call& call) {
  const shell::Word& uri = *call.options.word("uri");
  const shell::Word* given = call.options.word("method");
  const std::string method = given != nullptr ? to_lower(given->text) : "get";
  const Address address = address_of(call.session, id_text(uri));
  if (uri.unknown) note_id_symbols(call.session, address.path, *uri.unknown);
  const azure::ResourceId id(address.path);
  const bool reads = method == "get" || method == "head" || method == "options";
  if (!is_resource_manager(address.host) && !uri.unknown && changes_no_network(address.host))
    return not_asked(call);
  if (given != nullptr && given->unknown)
    return unknown_effect(call, given->text + " on " + address.path, id);
  if (reads) {
    const bool here = is_resource_manager(address.host) && is_id(address.path);
    return here && call.session.resources.find(id) != nullptr ? shown(call, id) : not_asked(call);
  }
  if (!is_resource_manager(address.host))
    return unknown_effect(call, method + " at " + address.host, id);
  if (!is_id(address.path)) return unknown_target(call);
  if (is_doubtful(call.session, id)) return doubtful_target(call, id);
  if (method == "post" || !is_resource(id))
    return unknown_effect(call, method + " on " + address.path, id);
  if (method == "delete") return remove_one(call, id);
  return write_by_rest(call, id, method == "put");
}

constexpr std::string_view resource_options =
    "@g @u @t @ids; --name -n; --resource-type; --namespace; --parent; --api-version; "
    "--latest-include-preview -v ?; --include-response-body ?";

constexpr std::array resource_rows{
    Command{"resource create", "",
            "@g @l; --properties -p ! ~; --is-full-object ?; --ids --id *; --name -n; "
            "--resource-type; --namespace; --parent; --api-version; "
            "--latest-include-preview -v ?",
            create_resource},
    Command{"resource show", "", resource_options, show_resource},
    Command{"resource update", "", resource_options, update_resource},
    Command{"resource tag", "",
            "@g @t @ids; --name -n; --resource-type; --namespace; --parent; --api-version; "
            "--is-incremental -i ?; --latest-include-preview -v ?",
            update_resource},
    Command{"resource delete", "", resource_options, delete_resource},
    Command{"rest", "",
            "--uri --url -u !; --method -m {get|put|patch|delete|post|head|options}; --body -b; "
            "--headers * ~; --uri-parameters --url-parameters *; --resource; --output-file; "
            "--skip-authorization-header ?",
            rest},
};

}  // namespace

std::span<const Command> resource_commands() { return resource_rows; }

}  // namespace airtight::input::az
