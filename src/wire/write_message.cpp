#include <airtight/wire/dns_message.h>

#include <algorithm>
#include <map>

namespace airtight::wire {
namespace {

class Writer {
 public:
  std::string take() { return std::move(octets_); }
  std::size_t size() const { return octets_.size(); }

  void put16(std::size_t number) {
    octets_ += static_cast<char>(number >> 8U & 0xffU);
    octets_ += static_cast<char>(number & 0xffU);
  }

  void put(std::string_view octets) { octets_ += octets; }

  // The longest tail that was written before becomes a pointer (RFC 1035 section 4.1.4). Compared
  // with case, so that what is read is exactly what was written.
  void put(const Name& name) {
    for (auto label = name.labels.begin(); label != name.labels.end(); ++label) {
      const std::vector<std::string> tail(label, name.labels.end());
      const auto [before, is_new] = written_.try_emplace(tail, octets_.size());
      if (!is_new) {
        put16(0xc000U | before->second);
        return;
      }
      if (octets_.size() > furthest_pointer) written_.erase(before);
      octets_ += static_cast<char>(label->size());
      octets_ += *label;
    }
    octets_ += '\0';
  }

  void put(const net::Ip& ip) {
    if (ip.family == net::Family::v6) put64(ip.high, 8);
    put64(ip.low, ip.family == net::Family::v6 ? 8 : 4);
  }

  void put(const Question& question) {
    put(question.name);
    put16(question.type);
    put16(question.of_class);
  }

  void put(const Record& record) {
    put(record.owner);
    put16(record.type);
    put16(record.of_class);
    put16(record.ttl >> 16U);
    put16(record.ttl);
    put16(0);
    const std::size_t data_at = octets_.size();
    std::visit([&](const auto& data) { put(data); }, record.data);
    const std::size_t size = octets_.size() - data_at;
    octets_[data_at - 2] = static_cast<char>(size >> 8U);
    octets_[data_at - 1] = static_cast<char>(size & 0xffU);
  }

  void put(const Edns& edns, std::uint16_t rcode) {
    octets_ += '\0';
    put16(type::opt);
    put16(edns.udp_size);
    octets_ += static_cast<char>(rcode >> 4U);
    octets_ += static_cast<char>(edns.version);
    put16(edns.flags);
    std::size_t size = 0;
    for (const EdnsOption& option : edns.options) size += 4 + option.data.size();
    put16(size);
    for (const EdnsOption& option : edns.options) {
      put16(option.code);
      put16(option.data.size());
      octets_ += option.data;
    }
  }

 private:
  static constexpr std::size_t furthest_pointer = 0x3fff;

  void put64(std::uint64_t number, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
      octets_ += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU);
  }

  std::string octets_;
  std::map<std::vector<std::string>, std::size_t> written_;
};

std::uint16_t flags_of(const Message& message) {
  const auto bit = [](bool set, unsigned position) { return set ? 1U << position : 0U; };
  return static_cast<std::uint16_t>(
      bit(message.response, 15) | (message.opcode & 0xfU) << 11U | bit(message.authoritative, 10) |
      bit(message.truncated, 9) | bit(message.recursion_desired, 8) |
      bit(message.recursion_available, 7) | bit(message.reserved, 6) |
      bit(message.authentic_data, 5) | bit(message.checking_disabled, 4) | (message.rcode & 0xfU));
}

std::string write_whole(const Message& message) {
  Writer writer;
  writer.put16(message.id);
  writer.put16(flags_of(message));
  writer.put16(message.questions.size());
  writer.put16(message.answers.size());
  writer.put16(message.authority.size());
  writer.put16(message.additional.size() + (message.edns ? 1 : 0));
  for (const Question& question : message.questions) writer.put(question);
  for (const auto* records : {&message.answers, &message.authority, &message.additional}) {
    for (const Record& record : *records) writer.put(record);
  }
  if (message.edns) writer.put(*message.edns, message.rcode);
  return writer.take();
}

}  // namespace

std::string write_message(const Message& message, std::size_t most) {
  std::string octets = write_whole(message);
  if (octets.size() <= std::max<std::size_t>(most, 512)) return octets;
  Message cut = message;
  cut.truncated = true;
  cut.answers.clear();
  cut.authority.clear();
  cut.additional.clear();
  return write_whole(cut);
}

}  // namespace airtight::wire
