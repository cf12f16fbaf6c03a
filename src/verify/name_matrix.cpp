#include <airtight/verify/name_matrix.h>

#include <algorithm>
#include <map>

#include "name_table.h"

namespace airtight::verify {

NameMatrix name_matrix(const model::Network& network, const Assumptions& assumptions) {
  NameTable table(network, assumptions);
  return name_matrix(network, table);
}

NameMatrix name_matrix(const model::Network& network, NameTable& table) {
  NameMatrix matrix;
  matrix.names = names_in_use(network);
  if (matrix.names.empty()) return matrix;
  // Classes whose answers differ to none of these names are one group for whoever reads it.
  std::map<std::size_t, std::size_t> group_of;
  for (const reach::Workload& from : vantages(network)) {
    const std::size_t of_class = table.class_of(from);
    if (!group_of.contains(of_class)) {
      std::vector<NameCell> answers;
      for (const net::DnsName& name : matrix.names)
        answers.push_back(table.entry(of_class, name).cell);
      const auto same = std::ranges::find(matrix.groups, answers, &MatrixGroup::answers);
      group_of[of_class] = static_cast<std::size_t>(same - matrix.groups.begin());
      if (same == matrix.groups.end()) matrix.groups.push_back({{}, std::move(answers)});
    }
    matrix.groups[group_of[of_class]].vantages.push_back(from.name);
  }
  return matrix;
}

}  // namespace airtight::verify
