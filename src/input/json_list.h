#pragma once

#include <airtight/base/shared_text.h>
#include <airtight/input/value.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/ignoring_case.h"
#include "input/json.h"

// A long list is cut into its elements in one pass that builds nothing, and the elements are read
// apart: by several threads, in parts of some hundred kilobytes (docs/decisions/0015-estates.md).
namespace airtight::input {

// A key given again, also in another letter case (I-012): as it was written before, and where.
struct JsonRepeat {
  std::string key;
  Place place;
};

// More of them are not kept.
inline constexpr std::size_t most_json_repeats = 20;

// The warnings about them, as read_json gives them.
void report_repeats(std::span<const JsonRepeat> repeats, Diagnostics& diagnostics);

// What of an element need not be built. It is looked at only for whether it is JSON.
struct JsonOutline {
  FewWords members;              // of the element: left out
  FewWords properties;           // of its member "properties": left out,
  bool only_properties = false;  // or the only ones that are built
};

// The outline of an element by the members that stand first, asked until there is an answer. Null:
// all of it is built.
using JsonReduction =
    std::function<std::optional<const JsonOutline*>(std::span<const Member> before)>;

class ListFile;

// Where the elements of a list are: those of a document that is an array, or of its member "value",
// "data" or "resources". All are objects, and what stands between and around them is JSON.
struct JsonCut {
  struct Extent {
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  struct Part {
    std::size_t first = 0;  // element
    std::size_t count = 0;
    TextMark start;
  };

  Value around;                     // the document with the list empty
  std::optional<std::string> name;  // of the member; none: the document is the list
  std::vector<Extent> elements;
  std::vector<Part> parts;               // consecutive
  bool has_unknowns = false;             // anywhere in the text
  std::shared_ptr<const ListFile> file;  // where the text is; null: in memory
};

// The parser may read a little past the end of a text. A copy of a string has lost that room.
void pad_json(std::string& text);
bool is_padded_json(const std::string& text);

// Whether a text has an unknown as to_json writes it.
bool has_written_unknowns(std::string_view text);

// Null for a document that has no such list or is read in another way: not JSON,
// a key twice around the list, elements that are no objects. Says nothing of the elements but where
// they are.
std::shared_ptr<const JsonCut> cut_json_list(std::string_view text, const SharedText& file);

// Reads elements as read_json would, in order. The padded text, which is empty where the cut has a
// file, and the cut outlive it.
class JsonListReader {
 public:
  JsonListReader(const std::string& text, const JsonCut& cut, const std::string& path,
                 const JsonReduction* reduction);
  ~JsonListReader();
  JsonListReader(const JsonListReader&) = delete;
  JsonListReader& operator=(const JsonListReader&) = delete;

  // False at the first element that is not JSON or too deep: read_json says what is wrong with it.
  // Also where the file cannot be read any more.
  // `take` is told whether something was left out.
  bool read(const JsonCut::Part& part, const std::function<void(Value, bool reduced)>& take,
            std::vector<JsonRepeat>& repeats);

 private:
  struct Reader;
  std::unique_ptr<Reader> reader_;
};

}  // namespace airtight::input
