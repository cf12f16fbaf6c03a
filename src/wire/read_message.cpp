#include <airtight/wire/dns_message.h>

#include <algorithm>

// Every read is checked against the end, and every pointer of a name must lead to before the place
// where its part of the name began: so no octets make it read past the end or go round in a loop,
// and a name costs at most 255 octets of work.

namespace airtight::wire {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_name = 255;  // RFC 1035 section 2.3.4

std::uint16_t number16(std::string_view octets, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(octets[at]) << 8U |
                                    static_cast<unsigned char>(octets[at + 1]));
}

// A record before its data is understood.
struct RawRecord {
  Record record;
  std::size_t data_at = 0;
  std::size_t data_size = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view octets) : octets_(octets), at_(header_size) {}

  std::size_t left() const { return octets_.size() - at_; }

  Result<Question> question() {
    auto name = read_name();
    if (!name) return tl::unexpected(name.error());
    if (left() < 4) return fail("a question ends early");
    Question question;
    question.name = std::move(*name);
    question.type = take16();
    question.of_class = take16();
    return question;
  }

  Result<RawRecord> record() {
    auto owner = read_name();
    if (!owner) return tl::unexpected(owner.error());
    if (left() < 10) return fail("a record ends early");
    RawRecord raw;
    raw.record.owner = std::move(*owner);
    raw.record.type = take16();
    raw.record.of_class = take16();
    raw.record.ttl = static_cast<std::uint32_t>(take16()) << 16U;
    raw.record.ttl |= take16();
    raw.data_size = take16();
    raw.data_at = at_;
    if (left() < raw.data_size) return fail("the data of a record ends early");
    at_ += raw.data_size;
    return raw;
  }

  // The data of a record, by its type.
  Result<Record> with_data(RawRecord raw) {
    Record& record = raw.record;
    const std::string_view data = octets_.substr(raw.data_at, raw.data_size);
    const bool internet = record.of_class == class_in;
    if (internet && (record.type == type::a || record.type == type::aaaa)) {
      if (data.size() != (record.type == type::a ? 4U : 16U))
        return fail("an address has the wrong length");
      record.data = address(data);
    } else if (internet && record.type == type::cname) {
      const std::size_t after = at_;
      at_ = raw.data_at;
      auto target = read_name();
      if (!target) return tl::unexpected(target.error());
      if (at_ != raw.data_at + raw.data_size) return fail("an alias is not as long as it says");
      at_ = after;
      record.data = std::move(*target);
    } else {
      record.data = std::string(data);
    }
    return std::move(record);
  }

  // RFC 6891 section 6.1.
  Result<Edns> edns(const RawRecord& raw) const {
    if (!raw.record.owner.labels.empty()) return fail("an OPT record is not of the root");
    Edns edns;
    edns.udp_size = raw.record.of_class;
    edns.version = static_cast<std::uint8_t>(raw.record.ttl >> 16U);
    edns.flags = static_cast<std::uint16_t>(raw.record.ttl);
    std::string_view data = octets_.substr(raw.data_at, raw.data_size);
    while (!data.empty()) {
      if (data.size() < 4 || data.size() - 4 < number16(data, 2))
        return fail("an EDNS option ends early");
      const std::size_t size = number16(data, 2);
      edns.options.push_back({number16(data, 0), std::string(data.substr(4, size))});
      data.remove_prefix(4 + size);
    }
    return edns;
  }

 private:
  std::uint16_t take16() {
    const std::uint16_t number = number16(octets_, at_);
    at_ += 2;
    return number;
  }

  static net::Ip address(std::string_view data) {
    net::Ip ip;
    ip.family = data.size() == 4 ? net::Family::v4 : net::Family::v6;
    for (const char octet : data) {
      ip.high = ip.high << 8U | ip.low >> 56U;
      ip.low = ip.low << 8U | static_cast<unsigned char>(octet);
    }
    return ip;
  }

  // Leaves `at_` behind the name where it stands, whatever pointers it followed.
  Result<Name> read_name() {
    constexpr std::size_t usual_labels = 6;
    Name name;
    name.labels.reserve(usual_labels);
    std::size_t size = 1;
    std::size_t at = at_;
    std::size_t began = at_;
    bool followed = false;
    for (;;) {
      if (at >= octets_.size()) return fail("a name ends early");
      const auto length = static_cast<unsigned char>(octets_[at]);
      if (length >= 0xc0U) {
        if (octets_.size() - at < 2) return fail("a name ends early");
        const std::size_t to = number16(octets_, at) & 0x3fffU;
        if (to >= began || to < header_size) return fail("a name points where no name is");
        if (!followed) at_ = at + 2;
        followed = true;
        at = began = to;
        continue;
      }
      if (length > 63) return fail("a label is of a reserved kind");
      if (length == 0) break;
      size += length + 1U;
      if (size > longest_name) return fail("a name is longer than 255 octets");
      if (octets_.size() - at - 1 < length) return fail("a label ends early");
      name.labels.emplace_back(octets_.substr(at + 1, length));
      at += length + 1U;
    }
    if (!followed) at_ = at + 1;
    return name;
  }

  std::string_view octets_;
  std::size_t at_;
};

std::optional<Error> read_section(Reader& reader, std::size_t count, bool may_have_edns,
                                  std::vector<Record>& records, Message& message) {
  for (std::size_t i = 0; i < count; ++i) {
    auto raw = reader.record();
    if (!raw) return raw.error();
    if (raw->record.type == type::opt) {
      if (!may_have_edns || message.edns) return Error{{}, "an OPT record too many", {}};
      auto edns = reader.edns(*raw);
      if (!edns) return edns.error();
      message.rcode |= static_cast<std::uint16_t>((raw->record.ttl >> 24U) << 4U);
      message.edns = std::move(*edns);
      continue;
    }
    auto record = reader.with_data(std::move(*raw));
    if (!record) return record.error();
    records.push_back(std::move(*record));
  }
  return {};
}

}  // namespace

std::optional<Message> read_header(std::string_view octets) {
  if (octets.size() < header_size) return {};
  const std::uint16_t flags = number16(octets, 2);
  const auto bit = [&](unsigned position) { return (flags >> position & 1U) != 0; };
  Message message;
  message.id = number16(octets, 0);
  message.response = bit(15);
  message.opcode = static_cast<std::uint8_t>(flags >> 11U & 0xfU);
  message.authoritative = bit(10);
  message.truncated = bit(9);
  message.recursion_desired = bit(8);
  message.recursion_available = bit(7);
  message.reserved = bit(6);
  message.authentic_data = bit(5);
  message.checking_disabled = bit(4);
  message.rcode = flags & 0xfU;
  return message;
}

Result<Message> read_message(std::string_view octets) {
  auto header = read_header(octets);
  if (!header) return fail("a DNS message has at least 12 octets");
  Message message = std::move(*header);
  Reader reader(octets);
  for (std::size_t i = 0; i < number16(octets, 4); ++i) {
    auto question = reader.question();
    if (!question) return tl::unexpected(question.error());
    message.questions.push_back(std::move(*question));
  }
  for (auto [count_at, records] : {std::pair(6, &message.answers), std::pair(8, &message.authority),
                                   std::pair(10, &message.additional)}) {
    const std::size_t count = number16(octets, static_cast<std::size_t>(count_at));
    if (auto error = read_section(reader, count, count_at == 10, *records, message))
      return tl::unexpected(std::move(*error));
  }
  if (reader.left() > 0) return fail("octets are left over after the message");
  return message;
}

}  // namespace airtight::wire
