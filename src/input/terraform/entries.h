#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/source.h>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "input/list/entries.h"
#include "input/terraform/document.h"

namespace airtight::input::terraform {

// What a plan or a state says, before settings are reduced.
struct Reading {
  list::Entries entries;
  std::vector<list::Entry> patches;     // of resources that the file does not have itself (I-321)
  std::vector<azure::ResourceId> gone;  // deleted by the plan, wherever else they are listed
  std::optional<list::Entries> before;  // of a plan: what there is now
};

Reading read_entries(const Source& source, Diagnostics& diagnostics);

// Takes away what is gone, adds the entries and then the patches: what they change and nobody has
// is a stub (I-005).
void add_to(ResourceSet& set, Reading reading,
            const std::function<bool(std::string_view)>& is_resource_name,
            Diagnostics& diagnostics);

}  // namespace airtight::input::terraform
