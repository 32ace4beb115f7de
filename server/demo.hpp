// `xinqiao demo`: a small organisation to look at. In an empty folder it first tells the story of
// demo_story.hpp; then it prints sign-in links for three members and serves. Run again, it keeps
// what is there and prints fresh links. Only this machine can reach it unless the operator says
// otherwise, for whoever holds a link is signed in as a member.
// Errors: exit codes of serve.hpp, with a sentence on stderr. Threading: the main thread, once.
#pragma once

#include <string>

#include "server/serve.hpp"

namespace xinqiao::demo {

struct DemoOptions {
  std::string data;  // empty = a new folder in the system's place for temporary files
  std::string listen = "127.0.0.1:8080";
  bool allow_public = false;
  std::string tls = "off";  // or "auto"
  std::string public_url;   // where its guests find it, if not where it listens
  bool qr = true;           // print QR codes of the links
};

int run(const DemoOptions& options);

}  // namespace xinqiao::demo
