#pragma once

#include <airtight/input/arm_template.h>
#include <airtight/input/value.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace airtight::input {

// "name=value", as it is typed beside parameter files (I-032). The template's declaration says what
// type the text is read as.
struct InlineParameter {
  std::string name;
  std::string text;
  Place place;                     // of the text
  std::optional<Unknown> unknown;  // when a script does not say the value
};

// Parameters that nobody can read: every parameter may have another value than its default.
struct UnreadParameters {
  std::string reason;
};

// What a deployment is given. Of several that give one parameter the later wins.
using ParameterSource = std::variant<Source, InlineParameter, UnreadParameters>;

// What the user says of the deployment of the templates among the inputs.
struct Deployment {
  DeploymentTarget target;
  bool names_target = false;  // an error when there is no template to deploy

  // As `az deployment` takes them: FILE, @FILE, name=value, name=@FILE, or JSON text (I-032,
  // I-408).
  std::vector<std::string> parameters;

  // Parameters that no template of the inputs has are an error, unless they are meant for others.
  bool every_parameter = true;
};

}  // namespace airtight::input
