#include <airtight/azure/platform_subnets.h>
#include <airtight/base/text.h>
#include <airtight/verify/matrix.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "plain_pairs.h"
#include "port_sets.h"
#include "proving.h"

namespace airtight::verify {
namespace {

constexpr std::size_t most_plain = 20'000;  // subnets

using Counts = std::map<std::string, std::size_t>;

// By its name where that is unique, else by its id.
std::string name_among(const azure::Resource& resource, const Counts& counts) {
  const auto found = counts.find(resource.name);
  return found != counts.end() && found->second > 1 ? resource.id.text() : resource.name;
}

std::string short_name(const azure::Subnet& subnet) {
  return "subnet:" + std::string(subnet.virtual_network.name()) + "/" + subnet.name;
}

// The subnets of a network in their order, null those whose name in the matrix may not find them
// alone. An id does; a short name may be another's but for its case, or the end of ids.
std::vector<const azure::Subnet*> subnets_with_names(const model::Network& network) {
  Counts names;
  Counts without_case;
  for (const azure::Subnet& subnet : network.written().subnets) {
    ++names[short_name(subnet)];
    ++without_case[to_lower(short_name(subnet))];
  }
  std::vector<const azure::Subnet*> subnets;
  for (const azure::Subnet& subnet : network.written().subnets) {
    const bool by_id = names[short_name(subnet)] > 1;
    const bool is_alone = without_case[to_lower(short_name(subnet))] == 1 &&
                          !equal_ignoring_case(subnet.virtual_network.name(), "subnets");
    subnets.push_back(by_id || is_alone ? &subnet : nullptr);
  }
  return subnets;
}

void add_subnets(const model::Network& network, Matrix& matrix) {
  Counts counts;
  for (const azure::Subnet& subnet : network.written().subnets) ++counts[short_name(subnet)];
  for (const azure::Subnet& subnet : network.written().subnets) {
    const std::string name =
        counts[short_name(subnet)] > 1 ? "subnet:" + subnet.id.text() : short_name(subnet);
    if (!azure::is_platform_subnet(subnet.name)) matrix.from.push_back(name);
    matrix.to.push_back(name);
  }
}

void add_workloads(const model::Network& network, Matrix& matrix) {
  const azure::Resources& written = network.written();
  Counts counts;
  for (const azure::Site& each : written.sites) ++counts[each.name];
  for (const azure::HostedWorkload& each : written.hosted_workloads) ++counts[each.name];
  for (const azure::VirtualMachine& each : written.virtual_machines) ++counts[each.name];
  for (const azure::Site& each : written.sites) matrix.from.push_back(name_among(each, counts));
  for (const azure::HostedWorkload& each : written.hosted_workloads)
    matrix.from.push_back(name_among(each, counts));
  for (const azure::VirtualMachine& each : written.virtual_machines) {
    matrix.from.push_back(name_among(each, counts));
    matrix.to.push_back(name_among(each, counts));
  }
  for (const model::BackEnd& each : network.back_ends())
    matrix.to.push_back(display_name(network, each));
}

MatrixValue value_of(const Proof& proof) {
  MatrixValue value;
  value.allowed = port_sets(proof.partition, Judgement::allow);
  value.uncertain = port_sets(proof.partition, Judgement::uncertain);
  value.crossings = crossings_of(proof.partition);
  value.open = proof.open;
  value.verdict = !value.allowed.empty()        ? Judgement::allow
                  : proof.truth == Truth::holds ? Judgement::deny
                                                : Judgement::uncertain;
  return value;
}

// Between plain subnets nothing is open but what all proofs assume.
MatrixValue value_of(const std::vector<PortSet>& packets, const std::set<std::string>& assumed) {
  MatrixValue value;
  value.verdict = packets.empty() ? Judgement::deny : Judgement::allow;
  value.allowed = packets;
  value.open.assumptions.assign(assumed.begin(), assumed.end());
  return value;
}

struct Less {
  static auto key(const MatrixValue& value) {
    return std::tie(value.verdict, value.allowed, value.uncertain, value.crossings,
                    value.open.choices, value.open.assumptions, value.open.unknowns);
  }
  bool operator()(const MatrixValue& a, const MatrixValue& b) const { return key(a) < key(b); }
};

// Fills the cells in order.
class Filling {
 public:
  Filling(const model::Network& network, const Assumptions& assumptions, std::size_t most,
          Matrix& matrix)
      : proving_(network, assumptions), most_(most), matrix_(matrix) {}

  const Proving::Basis& basis() { return proving_.basis(); }

  // Whether there is room for one more row; if not, it is left out.
  bool begins_row() {
    if (matrix_.cells.size() + matrix_.to.size() <= Matrix::most_cells) return true;
    matrix_.left_out += matrix_.to.size();
    return false;
  }

  void skip() { matrix_.cells.push_back(Matrix::not_asked); }

  // A plain pair, which many are alike: by the number of its packets.
  void add(std::uint32_t set, const std::vector<PortSet>& packets) {
    if (set >= of_sets_.size()) of_sets_.resize(set + std::size_t{1}, Matrix::not_asked);
    if (of_sets_[set] == Matrix::not_asked)
      of_sets_[set] = number_of(value_of(packets, proving_.basis().assumed));
    matrix_.cells.push_back(of_sets_[set]);
  }

  Result<bool> prove(const std::string& from, const std::string& to) {
    if (evaluated_ >= most_) {
      ++matrix_.left_out;
      matrix_.cells.push_back(Matrix::not_reached);
      return true;
    }
    const auto proof = proving_.ask({{from}, to, {}});
    if (!proof) return tl::unexpected(proof.error());
    evaluated_ += std::max<std::size_t>(proof->evaluated, 1);
    matrix_.cells.push_back(number_of(value_of(*proof)));
    return true;
  }

 private:
  std::uint32_t number_of(MatrixValue value) {
    const auto next = static_cast<std::uint32_t>(matrix_.values.size());
    const auto [known, is_new] = numbers_.emplace(std::move(value), next);
    if (is_new) matrix_.values.push_back(known->first);
    return known->second;
  }

  Proving proving_;
  std::size_t most_;
  std::size_t evaluated_ = 0;
  Matrix& matrix_;
  std::map<MatrixValue, std::uint32_t, Less> numbers_;
  std::vector<std::uint32_t> of_sets_;  // of packets of plain pairs
};

// Which of the ends that packets go to each sender is; those of a matrix of subnets all are.
std::vector<std::size_t> places_of(const std::vector<std::string>& from,
                                   const std::vector<std::string>& to) {
  std::vector<std::size_t> places;
  std::size_t next = 0;
  for (const std::string& name : from) {
    while (to[next] != name) ++next;
    places.push_back(next);
  }
  return places;
}

Result<bool> fill_subnets(const model::Network& network, MatrixBy by, const Matrix& matrix,
                          Filling& filling) {
  std::optional<PlainPairs> plain;
  if (by == MatrixBy::plain_pairs_at_once && matrix.to.size() <= most_plain)
    plain.emplace(network, subnets_with_names(network), filling.basis().classes,
                  filling.basis().doubtful);
  const auto places = places_of(matrix.from, matrix.to);
  for (std::size_t i = 0; i < matrix.from.size(); ++i) {
    if (!filling.begins_row()) continue;
    const std::vector<std::uint32_t> row =
        plain ? plain->from(places[i])
              : std::vector<std::uint32_t>(matrix.to.size(), PlainPairs::walked);
    for (std::size_t j = 0; j < matrix.to.size(); ++j) {
      if (row[j] != PlainPairs::walked) {
        filling.add(row[j], plain->packets(row[j]));
      } else if (auto proved = filling.prove(matrix.from[i], matrix.to[j]); !proved) {
        return proved;
      }
    }
  }
  return true;
}

Result<bool> fill_workloads(const Matrix& matrix, Filling& filling) {
  for (const std::string& from : matrix.from) {
    if (!filling.begins_row()) continue;
    for (const std::string& to : matrix.to) {
      if (from == to) {
        filling.skip();
      } else if (auto proved = filling.prove(from, to); !proved) {
        return proved;
      }
    }
  }
  return true;
}

}  // namespace

const MatrixValue* Matrix::at(std::size_t from_number, std::size_t to_number) const {
  const std::size_t place = from_number * to.size() + to_number;
  const std::uint32_t number = place < cells.size() ? cells[place] : not_reached;
  return number < values.size() ? &values[number] : nullptr;
}

Result<Matrix> matrix(const model::Network& network, MatrixEnds ends,
                      const Assumptions& assumptions, std::size_t most, MatrixBy by) {
  Matrix matrix;
  if (ends == MatrixEnds::subnets) add_subnets(network, matrix);
  if (ends == MatrixEnds::workloads) add_workloads(network, matrix);
  Filling filling(network, assumptions, most, matrix);
  const auto filled = ends == MatrixEnds::subnets ? fill_subnets(network, by, matrix, filling)
                                                  : fill_workloads(matrix, filling);
  if (!filled) return tl::unexpected(filled.error());
  return matrix;
}

}  // namespace airtight::verify
