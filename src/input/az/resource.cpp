// The commands that write any resource: az resource and az rest (I-407, I-408).

#include <airtight/base/text.h>

#include <array>

#include "generic.h"
#include "json.h"

namespace airtight::input::az {
namespace {

// --ids, or the group, --resource-type (or --namespace with it) and --name.
Result<azure::ResourceId> resource_id(Call& call) {
  if (const shell::Word* id = call.options.word("ids")) {
    if (is_id(id->text)) return azure::ResourceId(id->text);
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

Result<Value> unknown_target(Call& call) {
  warn(call.session, call.place(), "the resource that the command writes is unknown", {"I-401"});
  add_gap(call.session, call.place(), "az " + std::string(call.command.words), {"*"});
  return Value{};
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
  const std::string user = user_of(call.session, *id);
  if (!user.empty())
    return refuse(call, "\"" + std::string(id->name()) + "\" is in use by " + user, {"A-008"});
  erase(call.session, *id);
  return Value{};
}

// "https://management.azure.com/subscriptions/…?api-version=…" and the relative form.
std::string path_of(const Session& session, std::string_view uri) {
  constexpr std::string_view scheme = "https://";
  if (starts_with_ignoring_case(uri, scheme)) {
    const auto host = uri.substr(scheme.size());
    const auto slash = host.find('/');
    if (!starts_with_ignoring_case(host, "management.azure.com") || slash == std::string_view::npos)
      return {};
    uri = host.substr(slash);
  }
  std::string path(uri.substr(0, uri.find('?')));
  for (auto at = path.find("{subscriptionId}"); at != std::string::npos;
       at = path.find("{subscriptionId}"))
    path.replace(at, 16, session.subscription);
  return path;
}

Result<Value> body_of(Call& call) {
  const shell::Word* word = call.options.word("body");
  if (word == nullptr) return make_object(call.place());
  if (word->unknown) return value_of(*word);
  if (word->text.starts_with('@'))
    return make_unknown("--body " + word->text, "the file is not read", word->place);
  auto json = parse_json(word->text, word->place);
  if (!json) return refuse(word->place, "--body: " + json.error().message, {"I-407"});
  return json;
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
  const auto body = body_of(call);
  if (!body) return body;
  if (const Unknown* unknown = body->unknown()) return unread_body(call, id, *unknown);
  if (body->object() == nullptr) return refuse(call.place_of("body"), "--body is no JSON object");
  if (whole) {
    put(call.session, id, *body);
  } else {
    const auto known = require(call, id, call.place(), true);
    if (!known) return tl::unexpected<Error>(known.error());
    patch(call.session, id, *body);
  }
  return shown(call, id);
}

Result<Value> rest(Call& call) {
  const shell::Word& uri = *call.options.word("uri");
  const std::string method = call.has("method") ? to_lower(call.text("method")) : "get";
  const std::string path = path_of(call.session, uri.text);
  const azure::ResourceId id(path);
  if (!is_id(path)) {
    if (method == "get" || (path.empty() && !uri.unknown))
      return make_unknown("$(az rest)", "the service is not asked", call.place());
    return unknown_target(call);
  }
  if (method == "get" || method == "head") {
    const Value* resource = call.session.resources.find(id);
    return resource != nullptr ? shown(call, id)
                               : make_unknown("$(az rest)", "the service is not asked");
  }
  if (method == "post" || !is_resource(id)) {
    warn(call.session, uri.place, "the effect of " + method + " on " + path + " is unknown",
         {"I-407"});
    add_gap(call.session, uri.place, "az rest --method " + method, {to_lower(id.type())});
    return make_unknown("$(az rest)", "the service is not asked", call.place());
  }
  if (method == "delete") {
    erase(call.session, id);
    return Value{};
  }
  return write_by_rest(call, id, method == "put");
}

constexpr std::string_view resource_options =
    "@g @u @t @ids; --name -n; --resource-type; --namespace; --parent; --api-version; "
    "--latest-include-preview -v ?; --include-response-body ?";

constexpr std::array rows{
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

std::span<const Command> resource_commands() { return rows; }

}  // namespace airtight::input::az
