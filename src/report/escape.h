#pragma once

#include <string>
#include <string_view>

namespace airtight::report {

// What an input wrote may be hostile in any of the languages that reports are written in.

// Valid UTF-8 (the rest becomes U+FFFD) of characters that XML 1.0 has; control characters become
// \xNN. Line feeds and tabs are kept for texts of several lines.
std::string clean(std::string_view text);
std::string clean_lines(std::string_view text);

// Text or a quoted attribute of XML and HTML.
std::string xml(std::string_view text);
std::string xml_lines(std::string_view text);

// Running text of GitHub-flavoured Markdown, in a table too: no formatting, no tags, no links, no
// mentions.
std::string markdown(std::string_view text);

// `text` as code, with as many backticks as it takes.
std::string code_span(std::string_view text);
std::string code_block(std::string_view lines);

// Of GitHub's workflow commands: the message, and a property's value.
std::string github_data(std::string_view text);
std::string github_property(std::string_view text);

// Of Azure Pipelines' logging commands.
std::string azure_devops_data(std::string_view text);
std::string azure_devops_property(std::string_view text);

// The path of a URI (RFC 3986).
std::string uri_path(std::string_view text);

}  // namespace airtight::report
