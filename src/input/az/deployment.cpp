// az deployment … create: a template that lies beside the script, expanded by the reader of
// templates and written into the session (I-408).

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "files.h"
#include "generic.h"
#include "input/arm/entries.h"
#include "input/types.h"
#include "output.h"

namespace airtight::input::az {
namespace {

// A loop must not expand a large template as often as it likes.
constexpr int most_deployments = 200;

bool is_to_group(const Call& call) {
  return call.command.words.find(" group ") != std::string_view::npos;
}

// Whatever it deploys is not known, so it may be anything.
Result<Value> unread(Call& call, const Place& place, const std::string& why) {
  warn(call.session, place, "what the deployment makes is unknown: " + why, {"I-408", "I-057"});
  add_gap(call.session, place, "az " + std::string(call.command.words), {"*"});
  return make_unknown("$(az " + std::string(call.command.words) + ")", why, place);
}

std::string template_file(const Call& call) { return call.text("template-file"); }

// Without --name a deployment is called like its file.
std::string deployment_name(const Call& call) {
  if (call.has("name")) return call.text("name");
  return std::filesystem::path(template_file(call)).stem().string();
}

azure::ResourceId deployment_id(const Call& call) {
  if (is_to_group(call)) return id_in_group(call, types::deployments, deployment_name(call));
  return azure::ResourceId("/subscriptions/" + call.session.subscription + "/providers/" +
                           std::string(types::deployments) + "/" + deployment_name(call));
}

DeploymentTarget target_of(const Call& call) {
  DeploymentTarget target;
  target.subscription = call.session.subscription;
  target.tenant = call.session.tenant;
  target.resource_group = is_to_group(call) ? group(call) : "";
  const Value place = location(call);
  target.location = place.string() != nullptr ? *place.string() : "";
  target.deployment = deployment_name(call);
  return target;
}

bool is_assignment(std::string_view word) {
  const auto equals = word.find('=');
  return equals != word.npos && equals > 0 &&
         word.substr(0, equals).find_first_of("{}[]\"'@ ./\\$<(`") == word.npos;
}

// "name=value", "name=@FILE".
ParameterSource assignment(Session& session, const shell::Word& word) {
  const auto equals = word.text.find('=');
  InlineParameter one{word.text.substr(0, equals), word.text.substr(equals + 1), word.place,
                      word.unknown};
  if (!word.unknown && one.text.starts_with('@')) {
    const auto source = read_beside(session, word.place, std::string_view(one.text).substr(1));
    if (!source) {
      warn(session, word.place, "parameter " + one.name + " is unknown: " + source.error().message,
           {"I-408"});
      one.unknown = Unknown{"parameter " + one.name, source.error().message};
    } else {
      one.text = source->text.substr(0, source->text.find_last_not_of("\r\n") + 1);
    }
  }
  return one;
}

// A parameter file, or JSON in the word itself. What cannot be read may give any parameter.
ParameterSource file_or_json(Session& session, const shell::Word& word) {
  const auto unknown = [&](const std::string& why) {
    warn(session, word.place, "parameters of the deployment are unknown: " + why, {"I-408"});
    return ParameterSource(UnreadParameters{why});
  };
  if (word.unknown) return unknown(word.unknown->name + " is not known");
  if (trim(word.text).starts_with('{')) {
    // Lines before it, so that what is wrong in it is told at the line of the script.
    const auto above = static_cast<std::size_t>(std::max(word.place.line(), 1) - 1);
    return Source{word.place.file(), std::string(above, '\n') + word.text, Kind::arm_parameters,
                  ""};
  }
  std::string_view path = word.text;
  if (path.starts_with('@')) path.remove_prefix(1);
  if (path.ends_with(".bicepparam"))
    return unknown("a .bicepparam file is not read; give the JSON that bicep build-params writes");
  auto source = read_beside(session, word.place, path);
  if (!source) return unknown(source.error().message);
  return std::move(*source);
}

std::vector<ParameterSource> parameters_of(Call& call) {
  std::vector<ParameterSource> all;
  for (const shell::Word& word : call.options.words("parameters")) {
    if (is_assignment(word.text)) {
      all.push_back(assignment(call.session, word));
    } else if (word.unknown || !word.text.empty()) {
      all.push_back(file_or_json(call.session, word));
    }
  }
  return all;
}

// I-263: children that the set has and the template does not write.
void note_others(Call& call, const azure::ResourceId& id, const std::set<azure::ResourceId>& kept) {
  for (const list::Collection& each : list::collections()) {
    if (!each.replaced || !equal_ignoring_case(each.parent, id.type())) continue;
    for (const azure::ResourceId& child : children(call.session, id, each.member)) {
      if (kept.contains(child)) continue;
      warn(call.session, call.place(),
           "\"" + std::string(id.name()) + "\" is deployed again without \"" +
               std::string(child.name()) + "\"; whether that survives depends on the template",
           {"I-263", "I-004"});
      add_gap(call.session, call.place(), "az " + std::string(call.command.words),
              {to_lower(child.type())});
    }
  }
}

void write_one(Call& call, list::Entry entry, const std::set<azure::ResourceId>& written) {
  const bool there = call.session.resources.find(entry.id) != nullptr;
  if (there && entry.resource.find("$external") != nullptr) return;  // it would only forget
  if (there) note_others(call, entry.id, written);
  if (equal_ignoring_case(entry.id.type(), "Microsoft.Resources/resourceGroups"))
    call.session.groups_made.insert(entry.id.key());
  put(call.session, entry.id, std::move(entry.resource));
}

// Mode Complete deletes what is in the group and not in the template, by rules that differ by type.
void note_complete(Call& call, const std::set<azure::ResourceId>& written) {
  if (!equal_ignoring_case(call.text("mode"), "Complete")) return;
  std::set<std::string> types;
  for (const auto& [id, resource] : call.session.resources.all()) {
    if (equal_ignoring_case(id.resource_group(), group(call)) && id.type() != "" &&
        !written.contains(id))
      types.insert(to_lower(id.type()));
  }
  if (types.empty()) return;
  warn(call.session, call.place_of("mode"),
       "mode Complete deletes what the template does not have; that is not followed", {"I-408"});
  add_gap(call.session, call.place_of("mode"), "az deployment --mode Complete",
          {types.begin(), types.end()});
}

void write_all(Call& call, list::Entries entries) {
  std::set<azure::ResourceId> written;
  for (const auto* list : {&entries.inline_children, &entries.resources}) {
    for (const list::Entry& entry : *list) written.insert(entry.id);
  }
  std::set<azure::ResourceId> alone;  // a stand-alone entry of the same id wins (I-003)
  for (const list::Entry& entry : entries.resources) alone.insert(entry.id);
  for (list::Entry& entry : entries.resources) write_one(call, std::move(entry), written);
  for (list::Entry& entry : entries.inline_children) {
    if (!alone.contains(entry.id)) write_one(call, std::move(entry), written);
  }
  for (ResourceSet::Gap& gap : entries.gaps) add_gap(call.session, gap.place, gap.what, gap.scope);
  note_complete(call, written);
}

Value answer(const Call& call, const azure::ResourceId& id) {
  const auto found = call.session.outputs.find(id);
  if (found == call.session.outputs.end())
    return make_unknown("$(az " + std::string(call.command.words) + ")",
                        "the deployment is outside the input", call.place());
  Value shown = make_object(call.place());
  shown.set("id", make_string(id.text()));
  shown.set("name", make_string(std::string(id.name())));
  shown.set_path("properties.outputs", found->second);
  shown.set_path("properties.provisioningState", make_string("Succeeded"));
  return shown;
}

Result<Value> deploy(Call& call, const Source& source) {
  const std::vector<ParameterSource> parameters = parameters_of(call);
  std::set<std::filesystem::path> linked;
  arm::ParameterUse use;
  arm::Deployed deployed =
      arm::deploy_template(source, parameters, target_of(call), arm::beside(source, linked), use,
                           call.session.diagnostics);
  arm::report_untaken(parameters, use, call.session.diagnostics);
  for (const auto& path : linked) call.session.files_read.insert(path.string());
  write_all(call, std::move(deployed.entries));
  const azure::ResourceId id = deployment_id(call);
  call.session.outputs[id] = std::move(deployed.outputs);
  return answer(call, id);
}

Result<Value> create_deployment(Call& call) {
  const shell::Word* word = call.options.word("template-file");
  if (word == nullptr) {
    for (const char* key : {"template-uri", "template-spec"}) {
      if (call.has(key))
        return unread(call, call.place_of(key), "--" + std::string(key) + " is never fetched");
    }
    return refuse(call, "--template-file is missing", {"I-404"});
  }
  if (word->unknown) return unread(call, word->place, word->unknown->name + " is not known");
  if (word->text.ends_with(".bicep"))
    return unread(call, word->place,
                  "\"" + word->text + "\" is Bicep; give the JSON that bicep build writes");
  if (++call.session.deployments > most_deployments)
    return unread(call, word->place, "the script deploys more than 200 templates");
  const auto source = read_beside(call.session, word->place, word->text);
  if (!source) return unread(call, word->place, source.error().message);
  if (source->kind != Kind::arm_template)
    return refuse(word->place,
                  "\"" + word->text + "\" holds " + std::string(to_string(source->kind)) +
                      " input; expected an ARM template",
                  {"I-408"});
  return deploy(call, *source);
}

Result<Value> show_deployment(Call& call) { return answer(call, deployment_id(call)); }

constexpr std::string_view options =
    "@g @l; --name -n; --template-file -f; --parameters -p *+ ~; --template-uri -u; "
    "--template-spec -s; --query-string -q; --mode {Incremental|Complete}; --aux-subs *; "
    "--aux-tenants *; --confirm-with-what-if -c ?; --handle-extended-json-format -j ?; "
    "--no-prompt ?; --proceed-if-no-change ?; --rollback-on-error *?; --what-if -w ?; "
    "--what-if-exclude-change-types -x *; --what-if-result-format -r; --management-group-id -m";
constexpr std::string_view shown_options = "@g; --name -n !; --management-group-id -m";

constexpr std::array deployment_rows{
    Command{"deployment group create", "", options, create_deployment},
    Command{"deployment group show", "", shown_options, show_deployment},
    Command{"group deployment create", "", options, create_deployment},
    Command{"group deployment show", "", shown_options, show_deployment},
    Command{"deployment sub create", "", options, create_deployment},
    Command{"deployment sub show", "", shown_options, show_deployment},
    Command{"deployment create", "", options, create_deployment},
    Command{"deployment mg create", "", options, create_deployment},
    Command{"deployment tenant create", "", options, create_deployment},
};

}  // namespace

std::span<const Command> deployment_commands() { return deployment_rows; }

}  // namespace airtight::input::az
