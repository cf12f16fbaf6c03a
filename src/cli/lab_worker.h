#pragma once

#include <airtight/lab/fetch.h>
#include <airtight/lab/program.h>

#include <map>
#include <string>

namespace airtight::cli {

// The first app of a replay, alive in a lab: the platform that fetches its Key Vault references and
// keeps what it had, and its program, which is restarted with what they came to.
class Worker {
 public:
  explicit Worker(std::string program) : program_(std::move(program)) {}

  // After a step that left the app so. `fetch`: the step makes the platform fetch. The error is why
  // the program does not run.
  Result<void> take(const lab::Lab& lab, const azure::Site& site, bool fetch);

  std::string references() const { return references_; }  // "NONE", "RESOLVED", "CACHED", "DENIED"

  // What the Internet gets of the app: the status of the page, and of Detect "OK" or the status.
  static std::string page(const lab::Lab& lab, const std::string& host);
  static std::string detect(const lab::Lab& lab, const std::string& host);

 private:
  bool fetchable(const lab::Lab& lab, const azure::Site& site) const;
  std::map<std::string, std::string> settings_of(const azure::Site& site);

  std::string program_;
  std::string references_ = "NONE";
  std::map<std::string, std::string> plain_;  // by setting: the last value that was no reference
  std::map<std::string, std::string> running_with_;
  lab::Program running_;
};

}  // namespace airtight::cli
