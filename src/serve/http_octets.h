#pragma once

#include <airtight/serve/http.h>

#include <boost/beast/http.hpp>
#include <memory>
#include <string>

namespace airtight::serve {

// A reply ready to be sent: all of its head but the date, and its body. Equal requests share it.
struct Octets {
  std::string head;
  std::string body;
};

struct ReplyForm {
  bool keep_alive = true;
  bool head_only = false;
  bool endless = false;  // the body ends with the connection
};
std::shared_ptr<const Octets> octets_of(HttpResponse response, const ReplyForm& form);

// "Date: …\r\n\r\n" of this second (RFC 9110 section 5.6.7), which ends a head.
const std::string& date_line();

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
HttpRequest request_of(const Parser::value_type& message);

// The response to what cannot be read as a request; none where nobody waits for one.
std::optional<HttpResponse> refusal_of(const boost::system::error_code& error);

}  // namespace airtight::serve
