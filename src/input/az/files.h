#pragma once

#include <airtight/input/source.h>

#include "call.h"

namespace airtight::input::az {

// A file that a command names, read beside the script (I-408). Nothing outside the script's tree of
// relative paths is read, nothing is fetched, and no standard input. The session notes what it
// read.
Result<Source> read_beside(Session& session, const Place& script, std::string_view path);

// The text of a word, or of the file that "@FILE" names.
Result<std::string> text_or_file(Session& session, const shell::Word& word);

}  // namespace airtight::input::az
