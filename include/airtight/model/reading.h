#pragma once

#include <airtight/azure/property.h>
#include <airtight/model/choice.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace airtight::model {

// A point on which readings of one question differ: an open choice, or else an input that is not
// known.
struct OpenPoint {
  std::optional<Choice> choice;
  azure::UnknownInput unknown;  // only where there is no choice
  std::size_t branch = 0;       // the one this reading takes; 0 is nominal
  std::string about{};          // what of the unknown is asked; users do not read it

  bool same_question(const OpenPoint& other) const {
    return choice == other.choice && unknown == other.unknown && about == other.about;
  }
  bool operator==(const OpenPoint&) const = default;
};

// One consistent reading of everything that is open. An evaluation asks it wherever the answer
// depends on a choice or on an unknown; the same question gets the same branch for the whole
// reading. The points it was asked are the ones the evaluation touched (N section 0.2).
class Reading {
 public:
  // The branch of `choice` in this reading, 0 to branches - 1.
  std::size_t branch(Choice choice);

  // One of `possibilities` for an input that is not known. Two questions that the same value may
  // answer differently, such as whether an address is in one block or in another, are told apart by
  // `about`; else readings would miss values, and what they miss may be a way.
  std::size_t guess(const azure::UnknownInput& unknown, std::size_t possibilities = 2,
                    std::string_view about = {});

  // For a value a question takes as given: "--assume C-06=…".
  void fix(Choice choice, std::size_t branch);

  const std::vector<OpenPoint>& touched() const { return touched_; }

  // The next reading in order after an evaluation has run, nominal first; false when all were had.
  bool advance();

 private:
  std::size_t ask(const OpenPoint& question, std::size_t branches);

  std::vector<OpenPoint> fixed_;
  std::vector<OpenPoint> touched_;     // in the order asked by the current evaluation
  std::vector<std::size_t> branches_;  // how many each touched point has
  std::vector<OpenPoint> decided_;     // what this reading must answer, in order
};

// The outcome of an evaluation under one reading.
template <class T>
struct Branch {
  std::vector<OpenPoint> points;
  T outcome;
};

// All readings of an evaluation, nominal first. `complete` is false when there were more than
// `most`: then no verdict may rest on the ones that were not had.
template <class T>
struct Readings {
  std::vector<Branch<T>> branches;
  bool complete = true;

  const T& nominal() const { return branches.front().outcome; }
};

inline constexpr std::size_t most_readings = 1024;

// Runs `evaluate` (Reading& → T, deterministic) once per reading. Costs one evaluation for each
// combination of branches that it really touches.
template <class Evaluate>
auto explore(const Evaluate& evaluate, Reading reading = {}) {
  using T = decltype(evaluate(reading));
  Readings<T> readings;
  do {
    if (readings.branches.size() == most_readings) {
      readings.complete = false;
      break;
    }
    T outcome = evaluate(reading);
    readings.branches.push_back({reading.touched(), std::move(outcome)});
  } while (reading.advance());
  return readings;
}

}  // namespace airtight::model
