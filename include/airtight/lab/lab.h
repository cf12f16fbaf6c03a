#pragma once

#include <airtight/base/result.h>
#include <airtight/lab/plan.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace airtight::lab {

// Runs `work` in a new process that is root of user, network, mount and process namespaces of its
// own, with its own /run and /tmp in memory, and gives back its exit code. When that process ends,
// however it does, the kernel ends all others in there; it ends with this one if `bound`.
//
// No root is needed where the kernel lets users make namespaces; the error says what forbids it.
Result<int> in_own_namespaces(const std::function<int()>& work, bool bound = true);

// Programs that a plan's servers need and that are not installed. Without them a lab answers no
// names: clear the servers of its plan.
std::vector<std::string> missing_programs(const Plan& plan);

class Edges;
class Servers;

// A plan that the kernel carries out. To be used inside of in_own_namespaces.
class Lab {
 public:
  Lab();
  ~Lab();
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  // Makes the lab what the plan says, from whatever it is now: what is alike is left alone, and
  // connections that are still allowed live on (N-099). The error is what `ip` or `nft` said.
  Result<void> become(Plan plan);

  const Plan& plan() const { return plan_; }

  // The descriptor of a namespace of the plan.
  int space(const std::string& name) const { return spaces_.at(name); }

  // The certificate, PEM, of who signs those of the edges; empty in a lab without edges.
  std::string authority() const;

 private:
  Result<void> make_spaces(const Plan& next);
  Result<void> make_links(const Plan& next);
  Result<void> configure(const Plan& next);

  Plan plan_;
  int home_ = -1;
  std::map<std::string, int> spaces_;
  std::unique_ptr<Servers> servers_;
  std::unique_ptr<Edges> edges_;
};

// Does `work` with this thread in a namespace, and comes back.
void inside(int space, const std::function<void()>& work);

// Does `work` as a program of a namespace would, in a thread of its own that sees the namespace's
// network and its files in /etc, and comes back when it is done. The environment stays this
// process's.
void as_workload(const Lab& lab, const Space& space, const std::function<void()>& work);

}  // namespace airtight::lab
