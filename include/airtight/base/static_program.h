#pragma once

namespace airtight {

// Whether this program has its C library inside. Such a program loads no shared library and no
// module of the machine's name service switch: those are of another C library (decision 22).
bool is_static_program();

}  // namespace airtight
