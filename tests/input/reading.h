#pragma once

#include <airtight/input/read.h>

#include <string>

#include "input/source_text.h"

// Short ways to read a text as an input would be read.
namespace airtight::input::test {

inline const std::string subscription = "/subscriptions/s/resourceGroups/g";
inline const std::string network = subscription + "/providers/Microsoft.Network/";

// Single quotes stand for double ones, so that cases stay readable; $NET for `network`.
inline std::string json_text(std::string text) {
  for (char& c : text) {
    if (c == '\'') c = '"';
  }
  for (auto at = text.find("$NET/"); at != std::string::npos; at = text.find("$NET/"))
    text.replace(at, 5, network);
  for (auto at = text.find("$RG/"); at != std::string::npos; at = text.find("$RG/"))
    text.replace(at, 4, subscription + "/providers/");
  return text;
}

inline Source source(std::string text) { return make_source("in.json", std::move(text)).value(); }

struct Listed {
  ResourceSet set;
  Diagnostics diagnostics;
};

inline Listed list(const std::string& text) {
  Listed listed;
  read_resource_list(source(json_text(text)), listed.set, listed.diagnostics);
  return listed;
}

struct Typed {
  azure::Resources resources;
  Diagnostics diagnostics;
};

inline Typed typed(const std::string& text) {
  Listed listed = list(text);
  Typed result{{}, listed.diagnostics};
  result.resources = to_resources(listed.set, result.diagnostics);
  return result;
}

// One resource of this type with these properties.
inline Typed typed_one(const std::string& id, const std::string& properties) {
  return typed("[{'id': '" + id + "', 'properties': {" + properties + "}}]");
}

}  // namespace airtight::input::test
