#pragma once

#include "call.h"

namespace airtight::input::az {

// Children that may be written inside their parent: subnets, rules, routes. In the set they are
// resources of their own (I-003), so a list written in the parent replaces them (I-004).

// Takes the lists of children out of `resource` and writes them: what a list leaves out is deleted.
void put_nested(Session& session, const azure::ResourceId& id, Value& resource);

// Before a generic update of such a list: brings the children into `resource` as that list. False
// if `member` ("securityRules") is none of the type's lists.
bool load_nested(const Session& session, const azure::ResourceId& id, std::string_view member,
                 Value& resource);

// A PUT that says nothing about children that exist: whether they survive depends on the release
// (I-263), so that is a gap.
void note_left_out(Call& call, const azure::ResourceId& id, const Value& body);

}  // namespace airtight::input::az
