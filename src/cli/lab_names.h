#pragma once

#include <airtight/lab/ask.h>
#include <airtight/model/network.h>
#include <airtight/verify/path.h>

#include <chrono>
#include <string>
#include <vector>

#include "lab_explained.h"
#include "lab_flows.h"

namespace airtight::cli {

// One name, as the model predicts its answer and as real servers gave it.
struct NameCheck {
  lab::Question question;
  verify::Resolution predicted;
  lab::Reply seen;
};

// `open` where readings differ or the input does not say; `explained` where a fact is one that
// Unbound cannot be told.
Agreement agreement(const NameCheck& check, const lab::Plan& plan);

// What explains a difference; null if nothing does.
const Explanation* explanation_of(const NameCheck& check);

// Everybody who has name servers, for each name of the resources.
std::vector<NameCheck> name_checks(const model::Network& network, const lab::Plan& plan);

void measure(const lab::Lab& lab, std::vector<NameCheck>& checks,
             std::chrono::milliseconds patience);

// "NXDOMAIN: kv1.vault.azure.net CNAME kv1.privatelink.vaultcore.azure.net;"
std::string text_of_predicted(const NameCheck& check);
std::string text_of_seen(const NameCheck& check, const lab::Plan& plan);

}  // namespace airtight::cli
