// Certificates: what is refused and how, what is kept when the new one is no good, and the one of
// our own making. Time is given, so nothing waits for a certificate to expire.
#include "server/net/certificates.hpp"

#include "server/net/self_signed.hpp"
#include "tests/store/folder.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::net;
using xinqiao::testing::content;

namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
constexpr Instant now{std::int64_t{1'800'000'000} * 1000};

constexpr Instant after(std::int64_t days, std::int64_t ms = 0) {
  return {now.ms + days * day_ms + ms};
}

struct Cupboard {
  testing::Folder folder;

  std::string path(const std::string& name) const { return folder.path() + "/" + name; }
  // A file with key and certificate.
  std::string make(const std::string& name, Instant at = now) {
    const auto trouble = make_self_signed(path(name), {"talk.example.org", "10.0.0.7"}, at);
    BOOST_REQUIRE_MESSAGE(!trouble, trouble.value_or(""));
    return path(name);
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  static std::string trouble(const std::string& certificate, const std::string& key,
                             Instant at = now) {
    return Certificates(Certificates::Files{certificate, key}).refresh(at).value_or("");
  }
  Certificates own(std::vector<std::string> needed = {"10.0.0.7", "talk.example.org"}) const {
    return Certificates(
        Certificates::Own{folder.path() + "/tls", std::move(needed), {"localhost"}});
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(certificates, Cupboard)

BOOST_AUTO_TEST_CASE(a_file_that_is_absent_is_named_with_its_setting) {
  const std::string good = make("good.pem");

  const std::string certificate = trouble(path("absent"), good);
  const std::string key = trouble(good, path("absent"));

  BOOST_TEST(certificate == "cannot read " + path("absent") +
                                ": No such file or directory; tls_certificate names a PEM file "
                                "with the certificate and its chain");
  BOOST_TEST(has(key, "cannot read " + path("absent") + ": No such file or directory; tls_key"));
}

BOOST_AUTO_TEST_CASE(what_is_no_pem_is_refused) {
  const std::string good = make("good.pem");
  const std::string whole = content(good);
  const auto certificate_at = whole.find("-----BEGIN CERTIFICATE");
  for (const std::string& wrong :
       {std::string("心桥"), std::string(), whole.substr(0, certificate_at),
        whole.substr(0, whole.size() - 60), whole + whole.substr(certificate_at, 200)}) {
    const std::string file = write("wrong.pem", wrong);
    BOOST_TEST(has(trouble(file, good), file + " cannot be read as certificates in PEM form"));
  }
  const std::string no_key = write("no_key.pem", whole.substr(certificate_at));
  BOOST_TEST(has(trouble(good, no_key), no_key + " cannot be read as a private key"));
  BOOST_TEST(has(trouble(folder.path(), good), "cannot be read as certificates"));
}

BOOST_AUTO_TEST_CASE(a_key_of_another_certificate_is_refused) {
  const std::string one = make("one.pem");
  const std::string other = make("other.pem");

  BOOST_TEST(has(trouble(one, other), "the key in " + other +
                                          " does not belong to the certificate "
                                          "in " +
                                          one));
}

BOOST_AUTO_TEST_CASE(a_certificate_counts_from_its_first_second_to_its_last) {
  const std::string file = make("one.pem");

  BOOST_TEST(trouble(file, file, after(0, -3'600'000)) == "");
  BOOST_TEST(has(trouble(file, file, after(0, -3'601'000)), "is valid only from 2027-01-15"));
  BOOST_TEST(trouble(file, file, after(self_signed_days, -1'000)) == "");
  const std::string expired = trouble(file, file, after(self_signed_days, 1'000));
  BOOST_TEST(has(expired, file + " expired on 2028-02-16 (UTC): renew it"));
}

BOOST_AUTO_TEST_CASE(a_bad_new_file_leaves_the_old_certificate_shown) {
  const std::string file = make("shown.pem");
  Certificates shown(Certificates::Files{file, file});
  BOOST_REQUIRE(!shown.refresh(now));
  const std::string before = shown.fingerprint();
  BOOST_TEST(before.size() == 32 * 3 - 1);

  write("shown.pem", "half a fi");
  BOOST_TEST(shown.refresh(now).has_value());
  BOOST_TEST(shown.fingerprint() == before);
  BOOST_TEST(shown.begin(0).get() != nullptr);

  make("shown.pem");
  BOOST_TEST(!shown.refresh(now).has_value());
  BOOST_TEST(shown.fingerprint() != before);
}

BOOST_AUTO_TEST_CASE(our_own_is_kept_for_its_owner_and_survives_a_restart) {
  Certificates first = own();
  BOOST_TEST(first.refresh(now).value_or("") == "");
  Certificates second = own();
  BOOST_TEST(second.refresh(after(1)).value_or("") == "");

  BOOST_TEST(first.fingerprint() == second.fingerprint());
  BOOST_TEST(second.is_own());
  const auto rights = std::filesystem::status(path("tls/self-signed.pem")).permissions();
  const auto folder_rights = std::filesystem::status(path("tls")).permissions();
  using std::filesystem::perms;
  BOOST_TEST((rights == (perms::owner_read | perms::owner_write)));
  BOOST_TEST((folder_rights == perms::owner_all));
}

BOOST_AUTO_TEST_CASE(our_own_is_renewed_before_it_expires) {
  Certificates certificates = own();
  BOOST_REQUIRE(!certificates.refresh(now));
  const std::string first = certificates.fingerprint();

  BOOST_REQUIRE(!certificates.refresh(after(self_signed_days - self_signed_renewal_days, -1'000)));
  BOOST_TEST(certificates.fingerprint() == first);
  BOOST_REQUIRE(!certificates.refresh(after(self_signed_days - self_signed_renewal_days, 1'000)));
  BOOST_TEST(certificates.fingerprint() != first);
}

BOOST_AUTO_TEST_CASE(our_own_names_what_it_must_or_is_made_anew) {
  BOOST_REQUIRE(!own().refresh(now));
  const auto read = read_identity(path("tls/self-signed.pem"), path("tls/self-signed.pem"));
  const Identity& identity = get<Identity>(read);

  BOOST_TEST(still_does(identity, {"localhost", "10.0.0.7", "talk.example.org"}, now));
  BOOST_TEST(!still_does(identity, {"10.0.0.8"}, now));
  BOOST_TEST(!still_does(identity, {"other.example.org"}, now));
  Certificates moved = own({"10.0.0.8"});
  BOOST_REQUIRE(!moved.refresh(now));
  BOOST_TEST(moved.fingerprint() != fingerprint(*identity.chain.front()));
}

BOOST_AUTO_TEST_CASE(a_broken_file_of_our_own_is_made_anew) {
  BOOST_REQUIRE(!own().refresh(now));
  write("tls/self-signed.pem", "");
  BOOST_TEST(own().refresh(now).value_or("") == "");
}

BOOST_AUTO_TEST_CASE(where_nothing_can_be_kept_it_is_said) {
  write("tls", "a file where the folder should be");
  BOOST_TEST(has(own().refresh(now).value_or(""), "cannot make the folder " + path("tls")));
}

BOOST_AUTO_TEST_CASE(this_machine_is_at_least_localhost) {
  const std::vector<std::string> names = machine_names();

  BOOST_TEST_REQUIRE(names.size() >= 3u);
  BOOST_TEST(names[0] == "localhost");
  BOOST_TEST(!make_self_signed(path("machine.pem"), names, now).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
