#pragma once

#include <string>

// Everything the schema of a command's documents has against one; empty when it is valid.
std::string schema_faults(const std::string& command, const std::string& document);

// The same by any schema of draft 4 or 7.
std::string faults_by_schema(const std::string& schema_path, const std::string& document,
                             int draft);
