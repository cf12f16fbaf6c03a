#pragma once

#include <airtight/verify/policy.h>

#include <string>
#include <string_view>

namespace airtight::report {

// How the page shows one result: the class of its colour, a sign (colour alone says nothing to
// some), and a word.
std::string class_of(const verify::PolicyResult& result);
std::string_view sign_of(const verify::PolicyResult& result);
std::string word_of(const verify::PolicyResult& result);

}  // namespace airtight::report
