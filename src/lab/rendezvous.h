#pragma once

#include <string>
#include <vector>

namespace airtight::lab {

// Sockets at which a lab and its commands meet: abstract ones, of one user. All give -1 on failure,
// with errno.
int listen_at(const std::string& name);
int connect_to(const std::string& name);

// True where the other side is this user, or root.
bool is_trusted(int socket);

// One message of at most 4096 octets with descriptors. An empty message is the end.
bool send_message(int socket, const std::string& text, const std::vector<int>& descriptors = {});
std::string receive_message(int socket, std::vector<int>& descriptors);

}  // namespace airtight::lab
