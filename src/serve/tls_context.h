#pragma once

#include <airtight/base/result.h>
#include <airtight/serve/config.h>

#include <boost/asio/ssl.hpp>
#include <memory>

namespace airtight::serve {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

// TLS 1.2 or later with the certificate and key of the files; null where none is configured. A
// client's certificate is asked for where there are authorities for it, and not demanded: who has
// none gets what everybody gets. An error names the file that cannot be used.
Result<TlsContext> tls_of(const TlsFiles& files);

}  // namespace airtight::serve
