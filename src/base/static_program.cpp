#include <airtight/base/static_program.h>
#include <sys/auxv.h>

namespace airtight {

// The kernel says where it has put the interpreter that loads shared libraries: nowhere.
bool is_static_program() { return getauxval(AT_BASE) == 0; }

}  // namespace airtight
