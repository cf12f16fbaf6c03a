#pragma once

#include <airtight/base/result.h>
#include <airtight/lab/edge.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace airtight::lab {

// Answers at the edges of a lab, all of them by one thread: a socket belongs to the namespace in
// which it was made, whoever reads it.
class Edges {
 public:
  Edges();
  ~Edges();
  Edges(const Edges&) = delete;
  Edges& operator=(const Edges&) = delete;

  // Opens and closes what differs. An edge that stays keeps its connections, and answers by its new
  // gate from then on. `space` gives the descriptor of a namespace.
  Result<void> become(const std::vector<Edge>& wanted,
                      const std::function<int(const std::string&)>& space);

  // Ends those in namespaces that go.
  void leave(const std::function<bool(const std::string&)>& goes);

  // PEM, of whoever signs the certificates.
  std::string authority() const;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace airtight::lab
