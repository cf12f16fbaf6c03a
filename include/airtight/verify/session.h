#pragma once

#include <airtight/azure/lists.h>
#include <airtight/verify/prove.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace airtight::verify {

// A network under edit, with questions that are answered again when something they depend on has
// changed. It stays in one process and one thread.
//
// An answer is kept where an edit cannot bear on it: a security group or a route table of networks
// that no packet of the question can get to, or names that the question does not ask for. It has
// the truth, the open points and the verdict of every packet that `prove` would find anew; its
// partition may be cut elsewhere, because what the edit tells apart is not told apart in it.
class Session {
 public:
  explicit Session(azure::Resources resources, Assumptions assumptions = {});

  // Registers a question; returns its number.
  std::size_t ask(Question question);

  // In place of the resource with its id, or beside the others.
  template <class T>
  void put(T resource) {
    auto& list = azure::list_of<T>(resources_);
    const auto place = std::ranges::lower_bound(list, resource.id, {}, &T::id);
    const bool is_there = place != list.end() && place->id == resource.id;
    note(resource.id, effect_of(resource));
    if (is_there) {
      note(resource.id, effect_of(*place));
      *place = std::move(resource);
    } else {
      list.insert(place, std::move(resource));
    }
  }

  // Whatever has this id. True if something had it.
  bool remove(const azure::ResourceId& id);

  // Computed anew if it is stale. The reference is good until the next call.
  const Result<Proof>& answer(std::size_t question);

  // What the network is now, and what is wrong with it.
  const model::Network& network();
  const Diagnostics& diagnostics();

  std::size_t proofs() const { return proofs_; }  // how many were computed so far

 private:
  enum class Effect : std::uint8_t { filters, names, anything };

  // Networks whose groups and tables packets of a question may meet; not said: any.
  using Reach = std::optional<std::set<azure::ResourceId>>;
  struct Asked {
    Question question;
    Reach reach;
    std::optional<Result<Proof>> answer;
  };

  // Source ports of rules are among the assumptions of every proof.
  static Effect effect_of(const azure::NetworkSecurityGroup& group);
  static Effect effect_of(const azure::RouteTable&) { return Effect::filters; }
  template <class T>
  static Effect effect_of(const T&) {
    constexpr bool names =
        std::is_same_v<T, azure::PrivateDnsZone> || std::is_same_v<T, azure::VirtualNetworkLink> ||
        std::is_same_v<T, azure::RecordSet> || std::is_same_v<T, azure::ZoneGroup>;
    return names ? Effect::names : Effect::anything;
  }

  void note(const azure::ResourceId& id, Effect effect);
  void note_filters(const azure::ResourceId& id);
  Reach reach_of(const Question& question);

  azure::Resources resources_;
  Assumptions assumptions_;
  std::optional<model::Network> network_;
  Diagnostics diagnostics_;
  std::vector<Asked> asked_;
  std::size_t proofs_ = 0;
};

}  // namespace airtight::verify
