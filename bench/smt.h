#pragma once

#include <airtight/net/blocks.h>
#include <airtight/net/rule_diagram.h>
#include <z3++.h>

#include <span>
#include <vector>

// The other peer: Z3, a bit vector for each field, prefixes by masks (ranges of addresses are
// slower).
namespace airtight::bench {

class SmtCompiler {
 public:
  explicit SmtCompiler(z3::context& context)
      : context_(&context),
        protocol_(context.bv_const("protocol", 8)),
        port_(context.bv_const("port", 16)),
        source_(context.bv_const("source", 32)),
        destination_(context.bv_const("destination", 32)) {}

  // Whether the list allows the packet.
  z3::expr list(std::span<const net::FilterRule> rules, const std::vector<bool>& allows) {
    z3::expr allowed = context_->bool_val(false);
    for (std::size_t i = rules.size(); i-- > 0;)
      allowed = z3::ite(rule(rules[i].criteria), context_->bool_val(allows[i]), allowed);
    return allowed;
  }

 private:
  z3::expr rule(const net::Criteria& criteria) {
    z3::expr covered =
        protocol_ == static_cast<int>(criteria.protocol.value_or(net::Protocol::tcp));
    z3::expr_vector ports(*context_);
    for (const net::PortRange& range : criteria.ports)
      ports.push_back(z3::ule(context_->bv_val(range.first.number, 16), port_) &&
                      z3::ule(port_, context_->bv_val(range.last.number, 16)));
    return covered && z3::mk_or(ports) && within(source_, *criteria.source) &&
           within(destination_, *criteria.destination);
  }

  z3::expr within(const z3::expr& address, const net::PrefixSet& set) {
    z3::expr_vector blocks(*context_);
    for (const net::PrefixSet::Range& range : set.ranges()) {
      for (const net::Prefix& block : net::blocks_of(range)) {
        const std::uint64_t host = block.last().low - block.base.low;
        const auto mask = static_cast<std::uint32_t>(~host);
        blocks.push_back((address & context_->bv_val(mask, 32)) ==
                         context_->bv_val(static_cast<std::uint32_t>(block.base.low), 32));
      }
    }
    return z3::mk_or(blocks);
  }

  z3::context* context_;
  z3::expr protocol_;
  z3::expr port_;
  z3::expr source_;
  z3::expr destination_;
};

inline bool are_equal(std::span<const net::FilterRule> a, const std::vector<bool>& a_allows,
                      std::span<const net::FilterRule> b, const std::vector<bool>& b_allows) {
  z3::context context;
  SmtCompiler compiler(context);
  z3::solver solver(context, "QF_BV");
  solver.add(compiler.list(a, a_allows) != compiler.list(b, b_allows));
  return solver.check() == z3::unsat;
}

}  // namespace airtight::bench
