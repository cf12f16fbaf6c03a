#pragma once

#include <airtight/net/ip.h>

#include <boost/beast/core/tcp_stream.hpp>
#include <list>

namespace airtight::serve {

// A connection as the server sees it; one that waits for a request can be closed for another one.
struct Connection {
  boost::beast::tcp_stream* stream = nullptr;
  std::list<Connection*>::iterator place{};
  bool waits = false;
  net::Ip client{};
  bool verified = false;  // its certificate is of an authority that is asked for
};

// Those that wait, in the order of their waiting.
class WaitingConnections {
 public:
  bool empty() const { return connections_.empty(); }

  void add(Connection& connection) {
    connection.place = connections_.insert(connections_.end(), &connection);
    connection.waits = true;
  }
  void remove(Connection& connection) {
    if (connection.waits) connections_.erase(connection.place);
    connection.waits = false;
  }

  // Closes the one that has waited longest.
  void close_longest() {
    Connection& longest = *connections_.front();
    remove(longest);
    longest.stream->close();
  }

 private:
  std::list<Connection*> connections_;
};

}  // namespace airtight::serve
