#include "files.h"

#include <filesystem>

namespace airtight::input::az {

Result<Source> read_beside(Session& session, const Place& script, std::string_view path) {
  namespace fs = std::filesystem;
  const fs::path wanted(path);
  if (path.empty() || path == "-" || wanted.is_absolute() || path.find('\0') != path.npos ||
      path.find(':') != path.npos)
    return fail(to_where(script),
                "\"" + std::string(path.substr(0, 120)) +
                    "\" is not read; only files beside the "
                    "script are",
                {"I-408"});
  const fs::path folder = fs::path(script.file().str()).parent_path();
  const std::string file = (folder / wanted).lexically_normal().string();
  auto source = read_source(file);
  if (!source) return fail(to_where(script), file + ": " + source.error().message, {"I-408"});
  session.files_read.insert(file);
  return source;
}

Result<std::string> text_or_file(Session& session, const shell::Word& word) {
  if (word.unknown || !word.text.starts_with('@')) return word.text;
  auto source = read_beside(session, word.place, std::string_view(word.text).substr(1));
  if (!source) return tl::unexpected<Error>(source.error());
  return std::move(source->text);
}

}  // namespace airtight::input::az
