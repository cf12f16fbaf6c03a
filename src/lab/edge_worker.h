#pragma once

#include <boost/asio.hpp>
#include <string>

namespace airtight::lab {

// What the program of a worker answers to a request, which asks for one answer only; empty where
// nobody listens there. `space` is the descriptor of the worker's namespace.
boost::asio::awaitable<std::string> ask_worker(int space, std::string request);

}  // namespace airtight::lab
