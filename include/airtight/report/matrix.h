#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/matrix.h>
#include <airtight/verify/ways_out.h>

#include <cstdint>
#include <string>

namespace airtight::report {

// What of a matrix is shown: which packets arrive, or which devices they cross.
enum class MatrixKind : std::uint8_t { segmentation, waypoint };

// Documents of `prove`, and tables for people.
std::string json_matrix(const Preamble& preamble, MatrixKind kind, const verify::Matrix& matrix);
std::string text_matrix(MatrixKind kind, const verify::Matrix& matrix, bool colour);

std::string json_ways_out(const Preamble& preamble, const verify::WaysOut& ways);
std::string text_ways_out(const verify::WaysOut& ways, bool verbose, bool colour);

}  // namespace airtight::report
