#include "unsaid_settings.h"

namespace airtight::verify {

std::vector<std::string> unsaid_settings(const azure::Site& site) {
  std::vector<std::string> unsaid;
  for (const azure::Setting& setting : site.settings) {
    if (!setting.unknown.empty()) unsaid.push_back("the value of setting " + setting.name);
  }
  if (site.settings.empty() && !site.default_host.empty())
    unsaid.push_back("the settings of " + site.name + ", which an export does not have");
  return unsaid;
}

}  // namespace airtight::verify
