#include "oracle/oracle.h"

#include "oracle/plain.h"

namespace airtight::oracle {
namespace {

// R-19; N-002: the first four addresses and the last are the platform's.
std::vector<Address> usable(const Block& block) {
  std::vector<Address> result;
  const Address count = Address{1} << (32 - block.length);
  for (Address offset = 4; offset + 1 < count; ++offset) result.push_back(block.base + offset);
  return result;
}

// one port on each side of every border that the worlds' rules draw.
constexpr int source_ports[] = {49152, 55000, 65535};

}  // namespace

std::string to_string(const Answer& answer) {
  if (!answer.allowed) return "deny " + std::string{reach::to_string(answer.reason)};
  return "allow via " + std::string{reach::to_string(answer.via)};
}

Oracle::Oracle(const azure::Resources& resources) : world_(plain(resources)) {}
Oracle::~Oracle() = default;

Answers Oracle::ask(const Question& question, const Branches& branches, Tally& tally) const {
  const Device* device = nullptr;
  for (const auto& each : world_->devices)
    if (each->key == question.from.key()) device = each.get();
  const App* app = nullptr;
  for (const App& each : world_->apps)
    if (each.key == question.from.key()) app = &each;
  std::vector<Address> sources{0};
  if (device != nullptr) sources = device->addresses;
  if (app != nullptr && app->subnet != nullptr) sources = usable(app->subnet->block);
  if (question.source) sources = {number(*question.source)};

  Answers answers;
  std::optional<std::vector<const void*>> met;
  for (const Address source : sources) {
    for (const int source_port : source_ports) {
      Context context{*world_, branches, tally, {}, nullptr};
      const Packet packet{source, number(question.destination), question.protocol, source_port,
                          question.port.number};
      answers.all.insert(walk(context, question, device, app, packet));
      if (context.left_out != nullptr) answers.left_out = context.left_out;
      if (met && *met != context.met) answers.alike = false;
      met = context.met;
    }
  }
  return answers;
}

}  // namespace airtight::oracle
