#include "commands.h"

#include <algorithm>

namespace airtight::lab {
namespace {

std::string text_of(const Selector& selector) {
  std::string text = "priority " + std::to_string(selector.priority) + " iif " + selector.device;
  if (selector.to) text += " to " + net::to_string(*selector.to);
  if (selector.mark != 0) text += " fwmark " + std::to_string(selector.mark);
  return text + " lookup " + std::to_string(selector.table) + "\n";
}

std::string text_of(const Route& route) {
  const std::string prefix = net::to_string(route.prefix);
  std::string text;
  switch (route.leads) {
    case Leads::to_device:
      text = prefix + " dev " + route.device;
      break;
    case Leads::to_nobody:
      text = "blackhole " + prefix;
      break;
    case Leads::to_hosts:
      text = "throw " + prefix;
      break;
    case Leads::to_oneself:
      text = "local " + prefix + " dev lo";
      break;
  }
  text += " table " + std::to_string(route.table);
  if (route.source) text += " src " + net::to_string(*route.source);
  if (route.preference != 0) text += " metric " + std::to_string(route.preference);
  return text + "\n";
}

template <class T>
bool has(const std::vector<T>& list, const T& one) {
  return std::ranges::find(list, one) != list.end();
}

// Routes by this key take each other's place.
bool same_place(const Route& a, const Route& b) {
  return a.table == b.table && a.prefix == b.prefix && a.preference == b.preference;
}

class Writer {
 public:
  Writer(const Space* before, const Space& after, const Devices& devices)
      : before_(before), after_(after), devices_(devices) {}

  std::string text() {
    if (before_ == nullptr) text_ += "link set lo up\n";
    for (const std::string& device : devices_.made) text_ += "link set " + device + " arp off up\n";
    addresses();
    selectors();
    routes();
    return std::move(text_);
  }

 private:
  bool is_new(const std::string& device) const { return devices_.made.contains(device); }

  void addresses() {
    for (const Address& each : after_.addresses) {
      if (before_ == nullptr || is_new(each.device) || !has(before_->addresses, each))
        text_ += "addr add " + net::to_string(each.ip) + "/32 dev " + each.device + "\n";
    }
    if (before_ == nullptr) return;
    for (const Address& each : before_->addresses) {
      if (!has(after_.addresses, each) && is_there(each.device))
        text_ += "addr del " + net::to_string(each.ip) + "/32 dev " + each.device + "\n";
    }
  }

  void selectors() {
    for (const Selector& each : after_.selectors)
      if (before_ == nullptr || !has(before_->selectors, each))
        text_ += "rule add " + text_of(each);
    if (before_ == nullptr) return;
    for (const Selector& each : before_->selectors)
      if (!has(after_.selectors, each)) text_ += "rule del " + text_of(each);
  }

  void routes() {
    for (const Route& each : after_.routes) {
      if (before_ == nullptr || is_new(each.device) || !has(before_->routes, each))
        text_ += "route replace " + text_of(each);
    }
    if (before_ == nullptr) return;
    for (const Route& each : before_->routes) {
      const bool replaced = std::ranges::any_of(
          after_.routes, [&](const Route& other) { return same_place(each, other); });
      if (!replaced && is_there(each.device)) text_ += "route del " + text_of(each);
    }
  }

  // Addresses and routes go with their device.
  bool is_there(const std::string& device) const {
    return !is_new(device) && !devices_.gone.contains(device);
  }

  const Space* before_;
  const Space& after_;
  const Devices& devices_;
  std::string text_;
};

}  // namespace

std::string space_commands(const Space* before, const Space& after, const Devices& devices) {
  return Writer(before, after, devices).text();
}

}  // namespace airtight::lab
