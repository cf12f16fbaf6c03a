#pragma once

// Compiled in, because a static program finds no archive of it (decision 22).
#define FMT_HEADER_ONLY
#include <fmt/format.h>
