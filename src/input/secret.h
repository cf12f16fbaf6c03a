#pragma once

namespace airtight::input {

// Why a value is unknown that a template, a parameter or a function keeps secret (I-083).
inline constexpr const char* a_secret = "a secret";

}  // namespace airtight::input
