// Tells the service manager that the server is ready (sd_notify's protocol: a datagram to the
// socket that NOTIFY_SOCKET names). Without one, nothing happens. Threading: any. Errors: none; a
// manager that does not listen ends the start by its own time limit.
#pragma once

#include <string>

namespace xinqiao {

// The url is shown by `systemctl status`.
void tell_service_manager(const std::string& url);

}  // namespace xinqiao
