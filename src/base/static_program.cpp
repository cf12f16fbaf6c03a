#include <airtight/base/static_program.h>

// What the linker writes for the loader of shared libraries; a static program has none.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the name is the ELF standard's
extern "C" [[gnu::weak]] const char _DYNAMIC;

namespace airtight {

bool is_static_program() { return &_DYNAMIC == nullptr; }

}  // namespace airtight
