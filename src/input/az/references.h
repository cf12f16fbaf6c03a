#pragma once

#include <optional>

#include "call.h"

namespace airtight::input::az {

// What a script may assume to exist (I-420, I-422). A script often starts from resources that an
// earlier one made, so a missing resource is one of two things:
//  - It is missing, an error that names the nearest existing names, when this session made the
//    resource group, or the resource's parent, or another resource of its type in that group: then
//    the script is the whole story and the name is a mistake.
//  - Else it exists outside the input. It becomes a stub ("$external": true, no properties) with a
//    warning. So does whatever is named by its full id.
// A name that the script does not say is neither, see symbols.h: where it may be a resource of the
// set, the functions below give an undecided id.

// A resource group of the session's subscription, by its name as a segment of an id.
azure::ResourceId group_id(const Session& session, std::string_view group);

// The resource the command is about, from --ids or the group and the id parts of its options.
// Without a group, the one of that type and name in the set (I-421). It need not exist.
Result<azure::ResourceId> target(Call& call);

// The same, and it exists or becomes a stub.
Result<azure::ResourceId> existing_target(Call& call);

// Another resource that an option names, by name in the command's group or by id (I-406). It
// exists or becomes a stub.
Result<azure::ResourceId> reference(Call& call, const shell::Word& word, std::string_view type);
Result<azure::ResourceId> reference_below(Call& call, const shell::Word& word,
                                          const azure::ResourceId& parent, std::string_view child);

// The resources that a list option names, as [{"id": …}]; empty words name none.
Result<Value> references(Call& call, std::string_view key, std::string_view type);

// The resource that an option names; nothing when the option is absent, or empty or "null".
Result<std::optional<azure::ResourceId>> optional_reference(Call& call, std::string_view key,
                                                            std::string_view type);

// Sets {"id": …} at `path` to what an option names; "" and "null" take the member away.
Result<Value> set_reference(Call& call, Value& body, std::string_view path, std::string_view key,
                            std::string_view type);

// --subnet with --vnet-name, or --subnet with an id.
Result<azure::ResourceId> subnet_reference(Call& call, std::string_view vnet_key = "vnet-name");

// Makes sure that `id` exists, as above. `by_id` when the script wrote the whole id.
Result<azure::ResourceId> require(Call& call, const azure::ResourceId& id, const Place& place,
                                  bool by_id);

// {"id": …} at the place of the word.
Value id_object(const azure::ResourceId& id, const Place& place);
Value id_value(const azure::ResourceId& id, const Place& place);

azure::ResourceId id_in_group(const Call& call, std::string_view type, std::string_view name);
std::string group(const Call& call);
Value location(const Call& call);

// Whether this session made the command's group, so that what it lacks does not exist.
bool made_group(const Call& call);

bool is_external(const Session& session, const azure::ResourceId& id);
bool is_id(std::string_view text);

// The resource, or an empty object.
Value current(const Session& session, const azure::ResourceId& id);

// Resources of one type directly below `parent`.
std::vector<azure::ResourceId> children(const Session& session, const azure::ResourceId& parent,
                                        std::string_view type);

}  // namespace airtight::input::az
