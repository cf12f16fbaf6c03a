#pragma once

#include <airtight/base/shared_text.h>
#include <sys/stat.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "input/json_list.h"

namespace airtight::input {

// A file that is larger than what is kept in memory. It is open as long as this is.
class ListFile {
 public:
  // Null for what is no regular file or cannot be opened.
  static std::shared_ptr<const ListFile> open(const std::string& path);

  ListFile(int descriptor, const struct stat& opened) : descriptor_(descriptor), opened_(opened) {}
  ~ListFile();
  ListFile(const ListFile&) = delete;
  ListFile& operator=(const ListFile&) = delete;

  std::size_t size() const { return static_cast<std::size_t>(opened_.st_size); }

  // Fills `to` with what begins at `offset`; false where the file has not so much any more.
  // Threads may read at once.
  bool read(std::size_t offset, std::span<char> to) const;

  // Whether nobody has written to it since it was opened.
  bool is_unchanged() const;

 private:
  int descriptor_;
  struct stat opened_;
};

// cut_json_list of a file, of which little is in memory at once. The cut keeps the file. Null also
// for what is not UTF-8 without a byte-order mark, and for a long head.
std::shared_ptr<const JsonCut> cut_list_file(std::shared_ptr<const ListFile> file,
                                             const SharedText& path);

}  // namespace airtight::input
