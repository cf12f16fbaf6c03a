#pragma once

#include <airtight/base/trace.h>
#include <airtight/model/network.h>

#include <set>
#include <string>
#include <vector>

#include "oracle/random_world.h"

namespace airtight::oracle {

// What reach says about a packet, over its readings of what it guesses.
struct Theirs {
  std::set<Answer> all;
  bool guessed = false;
  bool complete = true;
  bool loses_reply = false;  // some reading lets the packet arrive and its reply not
  Trace trace;               // of the first
};

Theirs ask_reach(const model::Network& network, const Question& question, const Branches& branches);

// Where reach knows what the packet is, it must say exactly what the oracle says. Where it took
// several senders together and some rule tells them apart, it may say more, and never less.
bool agree(const Answers& mine, const Theirs& theirs);

// The world, the packet and both answers, as a person reads them.
std::string report(const Case& each, const Question& question, const Answers& mine,
                   const Theirs& theirs);

// What a run of comparisons met.
struct Summary {
  long compared = 0;
  long left_out = 0;
  long guessed = 0;  // reach asked for something that only some candidates answer
  Tally tally;       // of the oracle's facts
  Tally answers;     // by reason, "allow" for none
};

// Puts all questions of a case to reach and to the oracle under the case's branches. Text about the
// first disagreement, with the world; empty if there is none.
std::string first_disagreement(const Case& each, Summary& summary);

}  // namespace airtight::oracle
