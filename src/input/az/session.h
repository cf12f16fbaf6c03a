#pragma once

#include <airtight/input/az_script.h>

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "../shell/invocation.h"

namespace airtight::input::az {

constexpr std::string_view nobody = "00000000-0000-0000-0000-000000000000";

// What the command that runs now has overwritten, to take it back when it fails.
struct Undo {
  std::map<azure::ResourceId, std::shared_ptr<const Value>> resources;  // null: was not there
  std::set<std::pair<std::string, std::string>> types;                  // added to types_made
};

// One session of the command line: what its commands have made so far.
struct Session {
  ResourceSet resources;
  Diagnostics diagnostics;
  std::vector<ScriptStep> steps;

  std::string subscription{nobody};
  std::string home{nobody};       // the subscription of a script that names none
  std::string subscription_name;  // the name or variable that stands for the zeros
  std::string tenant{nobody};
  std::map<std::string, std::string, std::less<>> defaults;  // "group", "location" (I-405)
  std::string last_group;                                    // for commands that need none (I-421)

  // What this session made itself. What is missing *there* is missing, elsewhere it may exist.
  std::set<std::string> groups_made;                         // keys of resource group ids
  std::set<std::pair<std::string, std::string>> types_made;  // group and type in lower case

  // Names that the script does not say, in lower case, and the known text before each (I-401).
  std::map<std::string, std::string, std::less<>> symbols;

  std::int64_t endpoints = 0;  // running number of private endpoints and of zone group writes
  std::int64_t zone_groups = 0;
  std::int64_t secrets = 0;

  // Vaults that are gone and may be recovered, with what is below them.
  ResourceSet::Map deleted;

  // Of the command that runs now.
  std::map<azure::ResourceId, std::shared_ptr<const Value>> changes;
  std::vector<ResourceSet::Gap> gaps;
  Undo undo;

  // Files beside the script that its commands named (I-408), and what deployments put out.
  std::set<std::string> files_read;
  int deployments = 0;
  std::map<azure::ResourceId, Value> outputs;

  std::set<std::tuple<std::string, int, int, std::string>> doubts;  // already told, by place
};

// Goes on with resources that other inputs may have changed. Where all of them are of one
// subscription, that is the script's too, unless the script names another.
void start_from(Session& session, ResourceSet resources);

// What a command of these words, "az" or another program first, may change (shell::Host).
std::set<std::string> scope_of_words(const std::vector<std::string>& words);

// Commands that may run or not: a step of its own with a gap.
void note_doubt(Session& session, const shell::Doubt& doubt);

// Runs one simple command: an `az` command has its effect on the resources, any other program has
// none and an unknown output.
shell::Output run(Session& session, const shell::Invocation& invocation);

// The id of a subscription that a script names by id, by name or by a variable.
std::string subscription_of(Session& session, const shell::Word& word);

// The only ways an effect writes, so that the step of the command lists every change.
void put(Session& session, const azure::ResourceId& id, Value resource);
void patch(Session& session, const azure::ResourceId& id, const Value& change);
void erase(Session& session, const azure::ResourceId& id);

void warn(Session& session, const Place& place, std::string message,
          std::vector<std::string> facts = {});

// Something this command may do that the model cannot follow.
void add_gap(Session& session, const Place& place, std::string what,
             std::vector<std::string> scope);

}  // namespace airtight::input::az
