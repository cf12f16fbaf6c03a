#pragma once

#include <string>

// Everything the schema of a command's documents has against one; empty when it is valid.
std::string schema_faults(const std::string& command, const std::string& document);
