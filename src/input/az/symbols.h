#pragma once

#include "call.h"

namespace airtight::input::az {

// Names that the script does not say (I-401). "$1" in a name is a symbol: equal text is the same
// name, and what it really is may be the name of any resource of that type. So a symbolic id stands
// for itself only where nothing in the set can be meant by it; else it is undecided, and whatever
// is written to it is a gap.

// How the stand-ins of unknowns begin.
inline constexpr std::string_view symbol_marks = "$<(`";

// A name as one segment of an id: a symbol may hold a "/".
std::string segment(std::string_view name);

// Learns the symbols among the words of a command, with the known text before each.
void note_symbols(Session& session, const Options& options);
void note_id_symbols(Session& session, std::string_view id, const Unknown& unknown);
void note_symbol(Session& session, std::string_view segment, std::string_view known_prefix);

// The word's text as an id: a "/" inside a symbol must not look like more segments.
std::string id_text(const shell::Word& word);

// Whether nothing at all is known of the name.
bool is_symbol(const Session& session, std::string_view segment);
bool is_symbolic(const Session& session, const azure::ResourceId& id);

// Whether something else in the set may be what a symbolic id means. `anywhere`: the name may be a
// whole id, so the group says nothing. Two symbols are two names where this session made the
// resource (`made`), as a script that makes "$A" and "$B" means two.
bool may_be_another(const Session& session, const azure::ResourceId& id, bool made,
                    bool anywhere = false);

// An id that stands for "one of these, and nobody knows which". Children of it are undecided too;
// id_value makes an unknown of it, and a write to it is a gap.
azure::ResourceId undecided(const azure::ResourceId& id);
bool is_undecided(const azure::ResourceId& id);

// The types a command may change, for a gap.
std::vector<std::string> types_of(const Command& command);

// Whether the command's own target is undecided. Then a gap and a warning were added unless the
// command only reads, and there is nothing to run but the making of a new resource.
bool has_undecided_target(Call& call);

}  // namespace airtight::input::az
