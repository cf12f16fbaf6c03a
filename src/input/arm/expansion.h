#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/base/diagnostic.h>
#include <airtight/input/arm_template.h>
#include <airtight/input/value.h>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "input/arm/expression.h"
#include "input/arm/scope.h"

// A template is expanded on demand: a parameter, a variable, the name of a resource and its body
// are each evaluated when something asks for them first, and kept (I-025). So a reference() may go
// to any resource of the input, and a module's outputs flow through nested deployments, in whatever
// order the file has them. Values are shared, not copied, until a resource is complete.
namespace airtight::input::arm {

// A value that several owners share. `open` names the deployed resource that the value is all we
// know of: a member it lacks is unknown, not missing (I-080). Null for values that are complete.
struct Ref {
  std::shared_ptr<const Value> value;
  std::shared_ptr<const std::string> open = nullptr;

  const Value& operator*() const { return *value; }
  const Value* operator->() const { return value.get(); }
};

// Something that an expression sees besides its template: a loop's index, a lambda's variable, the
// argument of a user-defined function. A chain, innermost first.
struct Local {
  enum class Kind { resource_copy, property_copy, lambda, function, argument };
  Kind kind = Kind::lambda;
  std::string name;
  std::int64_t index = 0;
  Ref value;
  std::shared_ptr<const Local> outer;
};
using Locals = std::shared_ptr<const Local>;

struct Frame;
struct Instance;

// Where an expression stands.
struct Context {
  Frame* frame = nullptr;
  Locals locals;
};

// A value evaluated at most once. Asking for it while it is being evaluated is a cycle.
struct Slot {
  enum class State { fresh, running, done };
  State state = State::fresh;
  Ref value;
};

// A resource as the template declares it: one node, and one instance for each index of its copy.
struct Declaration {
  std::string symbol;  // empty in templates of language version 1
  Ref node;
  Instance* parent = nullptr;  // the resource it is nested in (I-051)
  Slot::State state = Slot::State::fresh;
  std::vector<Instance*> instances;
};

struct Instance {
  Ref node;
  Context context;
  std::string symbol;
  azure::ResourceId id;
  std::string type;
  std::string name;   // all its parts: "vnet/subnet"
  std::string scope;  // the id of what it is deployed to
  bool existing = false;
  bool absent = false;   // not deployed; only its children may be
  bool unnamed = false;  // the name is not known, and the id is our own
  std::string nameless;  // why: "utcNow() (known only when the deployment runs)"
  std::string doubt;     // the condition that is not known; empty when it is deployed
  Slot body;
  Slot view;  // the body with what Azure adds to it
  std::vector<std::unique_ptr<Declaration>> children;
  Frame* nested = nullptr;  // of a deployment
  bool expanded = false;
  Scope target;  // of a deployment
};

// One template that is being expanded: the file, or a nested or linked deployment.
struct Frame {
  Ref body;
  Frame* parent = nullptr;
  Instance* owner = nullptr;  // the deployment that it is the template of
  Frame* names = nullptr;     // whose parameters and variables its expressions see (I-054)
  Scope scope;                // where its resources go
  Scope seen;                 // what resourceGroup() and resourceId() say
  std::string deployment;
  std::vector<std::string> chain;  // names of the deployments around it, outermost first
  std::string doubt;
  std::string unsaid;     // why a parameter that nobody gives may still have a value
  bool symbolic = false;  // languageVersion 2.0
  int depth = 0;
  Locals locals;  // of the deployment, for expressions in outer scope

  // A parameter that the deployment or a parameter file gives.
  struct Given {
    Ref node;
    Context context;       // where the node is evaluated
    bool wrapped = false;  // the node is {"value": …} or {"reference": …}
  };
  std::map<std::string, Given> given;  // by name in lower case
  std::map<std::string, Slot> parameters;
  std::map<std::string, Slot> variables;
  Slot outputs;
  std::vector<std::unique_ptr<Declaration>> declarations;
};

// Bounds on what one template may make, whatever its loops multiply to.
struct Budget {
  std::int64_t steps = 4'000'000;
  std::int64_t bytes = 256LL * 1024 * 1024;
  std::int64_t instances = 10'000;
};

class Expansion {
 public:
  Expansion(const DeploymentTarget& target, const LinkedTemplates& linked,
            Diagnostics& diagnostics);

  // Starts a template; everything else is on demand.
  Frame& open(Ref body);
  void require_parameters(Frame& frame);

  // Declares all resources, those of nested deployments included.
  void declare_all(Frame& frame);
  void complete() { complete_ = true; }

  const std::deque<Instance>& instances() const { return instances_; }
  std::deque<Instance>& instances() { return instances_; }
  const std::vector<ResourceSet::Gap>& gaps() const { return gaps_; }

  // A node of the template with everything in it evaluated: expressions, copies, keys.
  Ref evaluate(const Ref& node, const Context& context);
  Ref evaluate(const Expression& expression, const Context& context, const Place& place);

  Ref parameter(const std::string& name, const Context& context, const Expression& at,
                const Place& place);
  Ref variable(const std::string& name, const Context& context, const Expression& at,
               const Place& place);

  // The evaluated resource, and the same with what Azure adds (I-081).
  Ref body(Instance& instance);
  Ref view(Instance& instance);
  Ref view_outside(const azure::ResourceId& id, const Place& place);

  // The deployment's template, opened; null when it has none that is supplied.
  Frame* nested(Instance& instance);
  Ref outputs(Frame& frame);

  // The instances that a symbol, a name or an id means here (I-062).
  std::vector<Instance*> find(const std::string& text, Frame& frame);

  // True if dependsOn says that `a` is deployed after `b`.
  bool comes_after(Instance& a, Instance& b);

  const DeploymentTarget& target() const { return target_; }

  // A member of an object, or an unknown when a deployed resource would have it.
  Ref member(const Ref& owner, std::string_view name, const Expression& at, const Place& place);

  // Values of the right place, charged to the budget.
  Ref make(Value value, const Place& place);
  Ref make(decltype(Value::data) data, const Place& place);
  static Ref unknown(const Unknown& origin, const Place& place);
  Ref unknown(std::string name, std::string reason, const Place& place);

  // A member of a deployed resource that only Azure knows, by a name that does not depend on how
  // the template refers to the resource.
  Ref unknown_member(const Ref& owner, std::string_view member, const Place& place);

  // Something the service would refuse: an error at the place, and an unknown in its stead.
  Ref fault(const Place& place, const Expression& at, const std::string& message,
            std::vector<std::string> facts = {});
  void report(Severity severity, const Place& place, std::string message,
              std::vector<std::string> facts);
  void add_gap(const Place& place, std::string what, std::vector<std::string> scope);

  bool exhausted() const { return exhausted_; }

  // Work that grows with the size of values, in the unit of one function call. False, and an error
  // once, when the budget is spent.
  bool spend(std::int64_t steps, const Place& place) { return charge(steps, 0, place); }

  // The elements that {"name", "count", "input"} makes, or an unknown (I-042).
  Ref copy_items(const Ref& copy, const Context& context, bool named = true);

 private:
  friend class Quiet;

  // How often a copy runs: a number, or an unknown and a report of what is wrong with it (I-041).
  Ref count_of(const Ref& copy, const Context& context);
  bool charge(std::int64_t steps, std::int64_t bytes, const Place& place);
  const ParsedExpression& parsed(const std::string& text);

  Ref evaluate_text(const Ref& node, const Context& context);
  Ref evaluate_array(const Ref& node, const Context& context);
  Ref evaluate_object(const Ref& node, const Context& context);
  std::optional<std::string> evaluate_key(const Ref& node, const Member& member,
                                          const Context& context);
  Ref evaluate_call(const Expression& call, const Context& context, const Place& place);
  Ref call_user_function(const Expression& call, const Context& context, const Place& place);
  Ref element(const Ref& owner, const Ref& index, const Expression& at, const Place& place);
  Ref evaluate_node(const Ref& node, const Context& context);
  Ref evaluate_expression(const Expression& expression, const Context& context, const Place& place);

  Ref parameter_value(Frame& frame, const std::string& name, const Ref& declaration);
  Ref given_value(const Frame::Given& given);
  void check_allowed(const Ref& declaration, const std::string& name, const Ref& value,
                     const Context& context);
  Ref variable_value(Frame& frame, const std::string& name);

  void add_declarations(const Ref& resources, std::vector<std::unique_ptr<Declaration>>& out);
  void declare_own(Frame& frame);
  std::vector<Instance*> search(const std::string& text, Frame& frame);
  void forget(Declaration& declaration);

  // An error, but for a search, which leaves it for later.
  Ref cycle(const Place& place, const Expression& at, const std::string& message);

  // Keeps a value, unless it was spoilt by a search that came back to what is being evaluated.
  void keep(Slot& slot, Ref value, int cycles_before);
  void declare(Frame& frame, Declaration& declaration, const Locals& locals);
  Instance* declare_instance(Frame& frame, const Declaration& declaration, Locals locals);
  bool is_wanted(Frame& frame, Instance& instance);
  bool name_instance(Frame& frame, Instance& instance, const Instance* parent);
  void name_unknown(Instance& instance, const std::string& scope, const Unknown& origin);
  // The scope, or the unknown that it depends on.
  std::optional<Unknown> scope_instance(const Frame& frame, const Instance& instance, Scope& scope,
                                        std::string& id);
  Ref evaluated(const Instance& instance, std::string_view member);
  std::vector<Instance*> find_symbol(const std::string& text, Frame& frame);

  std::vector<Instance*> dependencies(Instance& instance);

  Frame* open_nested(Instance& instance);
  Ref template_of(const Instance& instance, const Ref& properties);
  Ref linked_template(const Instance& instance, const Ref& link);
  void find_paths(const Ref& node, const Context& context, std::vector<std::string>& out);
  void find_paths(const Expression& expression, const Context& context, const Place& place,
                  std::vector<std::string>& out);
  void give_parameters(const Instance& instance, const Ref& properties, Frame& frame);
  // What a slot of an instance holds, evaluated when it is asked for first.
  Ref once(Slot& slot, Instance& instance, Ref (Expansion::*make_value)(Instance&));
  Ref evaluate_body(Instance& instance);
  Ref evaluate_view(Instance& instance);

  DeploymentTarget target_;
  const LinkedTemplates& linked_;
  Diagnostics& diagnostics_;
  Budget budget_;
  bool exhausted_ = false;
  int depth_ = 0;
  int quiet_ = 0;
  int unnamed_ = 0;
  int searching_ = 0;      // inside find(): what is evaluated only to find something else
  int cycles_ = 0;         // values met there that are still being evaluated
  bool complete_ = false;  // every resource is declared
  std::size_t reports_ = 0;
  std::unordered_map<std::string, std::unique_ptr<const ParsedExpression>> expressions_;
  std::deque<Frame> frames_;
  std::deque<Instance> instances_;
  std::map<std::string, Instance*, std::less<>> by_id_;
  std::vector<ResourceSet::Gap> gaps_;
};

// While it lives, faults make unknowns but no errors: for what the service may never evaluate.
class Quiet {
 public:
  explicit Quiet(Expansion& expansion) : expansion_(expansion) { ++expansion_.quiet_; }
  ~Quiet() { --expansion_.quiet_; }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  Expansion& expansion_;
};

// The part of a shared value, kept alive by its owner.
Ref part(const Ref& owner, const Value& inside);

// The elements of an array; none for anything else, or for null.
std::span<const Value> items_of(const Value* value);

// How much there is to look at in a value, in the unit of one function call.
std::int64_t weight(const Value& value);

}  // namespace airtight::input::arm
