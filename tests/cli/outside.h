#pragma once

#include <string>

// Validators of others, which judge what reports write.

// What the SARIF 2.1.0 schema has against a document; empty when it is valid.
std::string sarif_faults(const std::string& document);

// What xmllint says of a JUnit document by the schema of Jenkins; empty when it is valid. "skipped"
// where xmllint is not installed.
std::string junit_faults(const std::string& document);
