#include "ask.h"

#include <ares.h>
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <optional>
#include <stdexcept>

#include "serve/channel.h"
#include "translate.h"

// The client is c-ares, and so is the expansion of names in what it hands over; none of `wire`.

namespace airtight::servers {
namespace {

constexpr int type_a = 1;
constexpr int type_cname = 5;
constexpr int type_soa = 6;
constexpr int type_aaaa = 28;
constexpr int class_in = 1;

int number_of(const std::string& type) {
  return type == "A" ? type_a : type == "AAAA" ? type_aaaa : type_cname;
}

std::string words_of(int rcode) {
  constexpr std::array words{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN"};
  const auto at = static_cast<std::size_t>(rcode);
  return at < words.size() ? words[at] : "RCODE" + std::to_string(rcode);
}

// The octets of a reply, read in order. What is not there throws.
class Reply {
 public:
  Reply(const unsigned char* octets, int size) : octets_(octets), size_(size) {}

  int number(int octets) {
    int value = 0;
    for (int i = 0; i < octets; ++i) value = value * 256 + at(at_ + i);
    at_ += octets;
    return value;
  }
  void skip(int octets) { at_ += octets; }
  const unsigned char* here() const { return octets_ + at_; }

  std::string name() {
    char* text = nullptr;
    long length = 0;
    if (ares_expand_name(here(), octets_, size_, &text, &length) != ARES_SUCCESS)
      throw std::runtime_error("a name of a reply cannot be read");
    const std::unique_ptr<char, void (*)(void*)> owned(text, ares_free_string);
    at_ += static_cast<int>(length);
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
  }

 private:
  int at(int place) const {
    if (place >= size_) throw std::runtime_error("a reply is too short");
    return octets_[place];
  }

  const unsigned char* octets_;
  int size_;
  int at_ = 0;
};

void take_record(Reply& reply, bool of_answer, int asked, Outcome& outcome) {
  const std::string owner = reply.name();
  const int type = reply.number(2);
  reply.skip(2 + 4);  // class and TTL: servers clamp TTLs each in its way
  const int length = reply.number(2);
  if (!of_answer) {
    if (type == type_soa) outcome.zone = owner;
    reply.skip(length);
  } else if (type == type_cname) {
    outcome.aliases.push_back(owner + " CNAME " + reply.name());
  } else {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = type == type_a ? AF_INET : AF_INET6;
    if (type == asked && (type == type_a || type == type_aaaa))
      outcome.records.insert(owner + (type == type_a ? " A " : " AAAA ") +
                             inet_ntop(family, reply.here(), text.data(), text.size()));
    reply.skip(length);
  }
}

Outcome read(const unsigned char* octets, int size, int asked) {
  Reply reply(octets, size);
  reply.skip(2);
  Outcome outcome{words_of(reply.number(2) & 15), {}, {}, ""};
  const int questions = reply.number(2);
  const int answers = reply.number(2);
  const int authorities = reply.number(2);
  reply.skip(2);
  for (int i = 0; i < questions; ++i) {
    reply.name();
    reply.skip(4);
  }
  for (int i = 0; i < answers + authorities; ++i) take_record(reply, i < answers, asked, outcome);
  return outcome;
}

struct Asked {
  int type = 0;
  Outcome* outcome = nullptr;
};

// c-ares calls it with octets whatever the rcode; without any nobody answered.
void take(void* argument, int, int, unsigned char* octets, int size) {
  const auto& asked = *static_cast<const Asked*>(argument);
  if (octets == nullptr) return;
  try {
    *asked.outcome = read(octets, size, asked.type);
  } catch (const std::runtime_error& error) {
    *asked.outcome = {error.what(), {}, {}, ""};
  }
}

class Channel {
 public:
  Channel(const std::vector<std::string>& servers, std::chrono::milliseconds patience) {
    ares_options options{};
    options.timeout = static_cast<int>(patience.count());
    options.tries = 1;
    options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
    const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_FLAGS;
    ares_library_init(ARES_LIB_INIT_ALL);
    if (ares_init_options(&channel_, &options, mask) != ARES_SUCCESS)
      throw std::runtime_error("c-ares does not start");
    std::string list;
    for (const std::string& each : servers)
      list += (list.empty() ? "" : ",") + each + ":" + std::to_string(port);
    if (ares_set_servers_ports_csv(channel_, list.c_str()) != ARES_SUCCESS)
      throw std::runtime_error("c-ares does not take the servers " + list);
  }
  ~Channel() { ares_destroy(channel_); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  ares_channel get() const { return channel_; }

 private:
  ares_channel channel_ = nullptr;
};

}  // namespace

std::string to_string(const Outcome& outcome) {
  std::string text = outcome.rcode + ":";
  for (const std::string& each : outcome.aliases) text += " " + each + ";";
  for (const std::string& each : outcome.records) text += " " + each + ";";
  return text;
}

std::vector<Outcome> ask(const std::vector<std::string>& servers,
                         const std::vector<Question>& questions,
                         std::chrono::milliseconds patience) {
  std::vector<Outcome> outcomes(questions.size(), Outcome{"TIMEOUT", {}, {}, ""});
  std::vector<Asked> asked(questions.size());
  const Channel channel(servers, patience);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    asked[i] = {number_of(questions[i].type), &outcomes[i]};
    ares_query(channel.get(), questions[i].name.c_str(), class_in, asked[i].type, take, &asked[i]);
  }
  run(channel.get());
  return outcomes;
}

}  // namespace airtight::servers
