#pragma once

#include <airtight/report/standings.h>

#include <string>
#include <string_view>

namespace airtight::report {

// Never by colour alone.
std::string_view sign_of(diagnose::State state);

std::string time_element(observe::Time time);

// App, subnet, endpoint and service of every dependency, and the way from the Internet beside it.
std::string picture(const Standings& standings);

// What is predicted beside what was seen: names, addresses, connection, certificate, answer.
std::string comparison_table(const Dependency& dependency, bool with_resources);

// The episodes as a bar and as a list.
std::string timeline(const Dependency& dependency);

}  // namespace airtight::report
