#include "input/list_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "input/encoding.h"
#include "input/list_cutter.h"

namespace airtight::input {
namespace {

// Small enough for the cache of a processor, so that what looks at it next finds it there.
constexpr std::size_t size_of_piece = std::size_t{512} * 1024;

bool is_text(std::string_view text) { return is_surely_utf8(text) && text.find('\0') == text.npos; }

// The file from some place on, as far as it has been read.
class Window {
 public:
  explicit Window(const ListFile& file) : file_(file) {}

  std::string_view text() const { return std::string_view(room_).substr(0, held_); }
  std::size_t left() const { return file_.size() - offset_ - held_; }

  // False at the end of the file, and where it cannot be read.
  bool read_on(std::size_t size) {
    size = std::min(size, left());
    if (room_.size() < held_ + size) room_.resize(held_ + size);
    const bool read =
        size > 0 && file_.read(offset_ + held_, std::span(room_).subspan(held_, size));
    if (read) held_ += size;
    return read;
  }

  void drop(std::size_t size) {
    std::memmove(room_.data(), room_.data() + size, held_ - size);
    held_ -= size;
    offset_ += size;
  }

 private:
  const ListFile& file_;
  std::string room_;
  std::size_t held_ = 0;
  std::size_t offset_ = 0;
};

// To the bracket that ends the list, or false.
bool take_elements(Window& window, ListCutter& cutter) {
  for (;;) {
    const std::size_t before = cutter.left_off();
    const auto end = cutter.take(window.text());
    const std::size_t seen = cutter.left_off() - before;
    if (end == ElementScanner::End::fault || !is_text(window.text().substr(0, seen))) return false;
    window.drop(seen);
    if (end == ElementScanner::End::list) return true;
    // Of a long element twice as much, so that it is not looked at again and again.
    if (!window.read_on(std::max(size_of_piece, window.text().size()))) return false;
  }
}

}  // namespace

std::shared_ptr<const ListFile> ListFile::open(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return nullptr;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return nullptr;
  if (::fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode))
    return std::make_shared<const ListFile>(descriptor, found);
  ::close(descriptor);
  return nullptr;
}

ListFile::~ListFile() { ::close(descriptor_); }

bool ListFile::read(std::size_t offset, std::span<char> to) const {
  while (!to.empty()) {
    const ssize_t count = ::pread(descriptor_, to.data(), to.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    offset += static_cast<std::size_t>(count);
    to = to.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

bool ListFile::is_unchanged() const {
  struct stat now {};
  return ::fstat(descriptor_, &now) == 0 && now.st_size == opened_.st_size &&
         now.st_mtim.tv_sec == opened_.st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == opened_.st_mtim.tv_nsec;
}

std::shared_ptr<const JsonCut> cut_list_file(std::shared_ptr<const ListFile> file,
                                             const SharedText& path) {
  Window window(*file);
  if (!window.read_on(size_of_piece)) return nullptr;
  AroundScanner around(window.text());
  if (!around.find_list()) return nullptr;
  const std::string head(window.text().substr(0, around.begin()));
  auto cut = std::make_shared<JsonCut>();
  ListCutter cutter(head, *cut);
  window.drop(head.size());
  if (!is_text(head) || !take_elements(window, cutter)) return nullptr;
  if (head.size() + window.text().size() + window.left() > largest_around) return nullptr;
  if (window.left() > 0 && !window.read_on(window.left())) return nullptr;
  if (!is_text(window.text()) || !cutter.finish(head, window.text(), path)) return nullptr;
  cut->file = std::move(file);
  return cut;
}

}  // namespace airtight::input
