#include <airtight/dns/answer.h>

namespace airtight::dns {

std::string_view to_string(Rcode rcode) {
  switch (rcode) {
    case Rcode::none:
      return "";
    case Rcode::noerror:
      return "NOERROR";
    case Rcode::nxdomain:
      return "NXDOMAIN";
    case Rcode::servfail:
      return "SERVFAIL";
    case Rcode::timeout:
      return "TIMEOUT";
    case Rcode::blocked:
      return "BLOCKED";
  }
  return "";
}

std::string_view to_string(azure::RecordType type) {
  switch (type) {
    case azure::RecordType::a:
      return "A";
    case azure::RecordType::aaaa:
      return "AAAA";
    case azure::RecordType::cname:
      return "CNAME";
    case azure::RecordType::other:
      return "other";
  }
  return "";
}

std::string to_string(const Address& address) {
  return address.ip ? net::to_string(*address.ip) : "FRONTEND(" + address.front_end + ")";
}

}  // namespace airtight::dns
