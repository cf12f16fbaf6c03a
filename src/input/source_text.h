#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/result.h>
#include <airtight/base/shared_text.h>
#include <airtight/input/source.h>
#include <airtight/input/value.h>

#include <istream>
#include <string>
#include <string_view>

namespace airtight::input {

// An export of a whole estate has a gigabyte; nothing else that people write has a part of that.
// Below 2 GiB, so that a column is an int.
inline constexpr std::size_t largest_list = std::size_t{2047} * 1024 * 1024;
inline constexpr std::size_t largest_source = std::size_t{64} * 1024 * 1024;

// A source from bytes that were read already. UTF-16 with a byte-order mark, as PowerShell's
// redirection writes it, becomes UTF-8 (I-010). Empty, binary and other bytes are errors.
Result<Source> make_source(const std::string& path, std::string bytes);

// All bytes of a stream, at most `most`. `expected` of them are made room for.
Result<std::string> read_bytes(std::istream& stream, const std::string& path,
                               std::size_t most = largest_list, std::size_t expected = 0);

// What a text is, by its content (I-013). `unknown` comes with an error that says why; the other
// kinds come with none.
Kind detect(std::string_view text, const SharedText& path, Diagnostics& diagnostics);

// The same of a JSON document, by the members of its root.
Kind kind_of_document(const Value& root);

}  // namespace airtight::input
