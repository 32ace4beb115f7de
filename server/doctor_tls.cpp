// The certificate, as `xinqiao doctor` sees and judges it.
#include "server/clock.hpp"
#include "server/doctor_facts.hpp"
#include "server/doctor_rows.hpp"
#include "server/net/certificates.hpp"

#include <sys/stat.h>

#include <ctime>

namespace xinqiao::doctor {
namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t days_to_renew = 14;

// From "2027-03-01" to the days that are left; none where it cannot be read.
std::int64_t days_until(const std::string& last_day, Instant now) {
  std::tm day{};
  if (strptime(last_day.c_str(), "%Y-%m-%d", &day) == nullptr) return 0;
  return (std::int64_t{timegm(&day)} * 1000 - now.ms) / day_ms;
}

}  // namespace

std::optional<TlsFacts> look_at_tls(const ServeOptions& options) {
  if (options.tls == "off") return std::nullopt;
  TlsFacts facts;
  facts.is_own = options.tls == "auto";
  const std::string own = options.data + "/tls/self-signed.pem";
  facts.key = facts.is_own ? own : options.tls_key;
  struct stat found {};
  const bool is_there = ::stat(facts.key.c_str(), &found) == 0;
  if (is_there) facts.key_mode = found.st_mode & 0777U;
  facts.is_made = is_there || !facts.is_own;
  if (!facts.is_made) return facts;
  // Only read: one of our own is made by the server alone.
  net::Certificates certificates(
      net::Certificates::Files{facts.is_own ? own : options.tls_certificate, facts.key});
  const Instant now = SystemClock{}.now();
  facts.problem = certificates.refresh(now).value_or("");
  if (!facts.problem.empty()) return facts;
  facts.last_day = certificates.last_day();
  facts.days_left = days_until(facts.last_day, now);
  return facts;
}

Judged judge_tls(const Facts& facts) {
  if (!facts.tls) return std::nullopt;
  const TlsFacts& tls = *facts.tls;
  if (!tls.is_made) return fine("the first start makes a certificate of its own");
  if ((tls.key_mode & 0007U) != 0) {
    return problem("everybody on this machine can read the key in " + tls.key,
                   "chmod o= " + tls.key + ", and have a new certificate if others were here");
  }
  if (tls.is_own && !tls.problem.empty()) {
    return warning(tls.problem, "the next start makes another, and browsers warn once more");
  }
  if (tls.is_own) return fine("a certificate of its own, valid until " + tls.last_day);
  if (!tls.problem.empty()) return problem(tls.problem, "the server would not start");
  const std::string words = "the certificate is valid until " + tls.last_day;
  if (tls.days_left < days_to_renew) {
    return warning(words, "renew it, then send the server SIGHUP (systemctl reload xinqiao)");
  }
  return fine(words);
}

}  // namespace xinqiao::doctor
