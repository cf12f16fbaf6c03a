#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/result.h>
#include <airtight/input/source.h>

#include <istream>
#include <string>
#include <string_view>

namespace airtight::input {

inline constexpr std::size_t largest_source = std::size_t{64} * 1024 * 1024;

// A source from bytes that were read already. UTF-16 with a byte-order mark, as PowerShell's
// redirection writes it, becomes UTF-8 (I-010). Empty, binary and other bytes are errors.
Result<Source> make_source(const std::string& path, std::string bytes);

// All bytes of a stream, at most `largest_source`.
Result<std::string> read_bytes(std::istream& stream, const std::string& path);

// What a text is, by its content (I-013). `unknown` comes with an error that says why; the other
// kinds come with none.
Kind detect(std::string_view text, const std::shared_ptr<const std::string>& path,
            Diagnostics& diagnostics);

}  // namespace airtight::input
