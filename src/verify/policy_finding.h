#pragma once

#include <airtight/verify/policy.h>
#include <airtight/verify/subject.h>

#include <optional>
#include <string>

#include "proving.h"

namespace airtight::verify {

// One part of a promise, and what was found instead.
struct Finding {
  Status status = Status::pass;
  std::string words;
  std::optional<Witness> witness{};
  Where decided{};
};

// That a proof holds, and what it takes as given.
Finding proved(std::string words, const Openness& open);

// What all packets together do, for the promises that speak of them.
Finding finding_of_packets(const model::Network& network, const Assertion& assertion,
                           Proving& proving);

// A service whose form of names the catalogue does not have, or the input does not say.
bool is_nameless(const model::Network& network, const std::string& back_end);

// A back end that no app names: whether anything private may lead there at all.
Finding no_private_way(const model::Network& network, const Target& target);

}  // namespace airtight::verify
