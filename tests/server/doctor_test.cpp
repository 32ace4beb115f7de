// `xinqiao doctor`: what each row says of made-up facts, at its bounds and one past them.
#include "server/doctor.hpp"

#include "protocol/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <string>
#include <string_view>

using namespace xinqiao;
using namespace xinqiao::doctor;

namespace {

constexpr std::uint64_t mebibyte = 1024 * 1024;
constexpr std::uint64_t gibibyte = 1024 * mebibyte;

// A machine and a store that nothing is wrong with; a test spoils one thing.
struct Healthy : Facts {
  Healthy() {
    options.data = "/srv/心桥";
    folder = FolderFacts{.path = options.data, .above = ""};
    disk = DiskFacts{.free = 50 * gibibyte,
                     .total = 100 * gibibyte,
                     .inodes = 1000,
                     .free_inodes = 900,
                     .kind = "ext4"};
    store = StoreFacts{.is_empty = false,
                       .sign = "xinqiao store, format 1\n",
                       .user = std::nullopt,
                       .written_ms = std::nullopt,
                       .ballast = options.ballast_bytes};
    sync_us = {900, 1000, 1100};
    door = DoorFacts{};
    clock = ClockFacts{.now_ms = 1'800'000'000'000, .is_synchronised = true};
    memory = MemoryFacts{.total = 4 * gibibyte, .available = 2 * gibibyte};
    descriptors = DescriptorFacts{.most = 524'288};
    kernel = KernelFacts{};
    charset = "UTF-8";
  }

  Verdict of(std::string_view check) const {
    for (const Finding& finding : examine(*this)) {
      if (finding.check == check) return finding.verdict;
    }
    BOOST_FAIL("no row " << check);
    return {};
  }
  bool is_silent(std::string_view check) const {
    for (const Finding& finding : examine(*this)) {
      if (finding.check == check) return false;
    }
    return true;
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void expect(const Healthy& facts, std::string_view check, doctor::Mark mark,
            std::string_view part) {
  const Verdict verdict = facts.of(check);
  BOOST_TEST_CONTEXT(check << ": " << verdict.what << "; " << verdict.advice) {
    BOOST_TEST(static_cast<int>(verdict.mark) == static_cast<int>(mark));
    BOOST_TEST((has(verdict.what, part) || has(verdict.advice, part)), part);
    BOOST_TEST(verdict.advice.empty() == (mark == doctor::Mark::ok));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor_rows)

BOOST_AUTO_TEST_CASE(a_healthy_server_has_no_complaint_in_any_row) {
  const Healthy facts;

  const auto findings = examine(facts);

  BOOST_TEST(findings.size() == 15u);
  BOOST_TEST(static_cast<int>(worst(findings)) == 0, to_lines(findings));
  expect(facts, "push", doctor::Mark::ok, "none: an alert reaches open pages");
}

BOOST_AUTO_TEST_CASE(without_facts_only_the_settings_are_spoken_of) {
  Facts facts;
  facts.settings_problem = "threads cannot be '65'";

  const auto findings = examine(facts);

  BOOST_TEST(findings.size() == 1u);
  BOOST_TEST(static_cast<int>(worst(findings)) == 2);
  BOOST_TEST(has(to_lines(findings), "problem  settings     threads cannot be '65'; mend it"));
}

BOOST_AUTO_TEST_CASE(a_folder_must_be_a_folder_that_is_ours_and_closed) {
  Healthy facts;
  facts.folder->above = "/srv";
  expect(facts, "folder", doctor::Mark::ok, "the first start makes it");

  facts = {};
  facts.folder->is_folder = false;
  expect(facts, "folder", doctor::Mark::problem, "is no folder");

  facts = {};
  facts.folder->is_writable = false;
  facts.folder->owner = "李雷";
  expect(facts, "folder", doctor::Mark::problem, "ask as 李雷");

  for (const unsigned open : {0701U, 0740U, 0755U}) {
    facts = {};
    facts.folder->mode = open;
    expect(facts, "folder", doctor::Mark::warning, "chmod 700 /srv/心桥");
  }

  facts = {};
  facts.folder->is_own = false;
  expect(facts, "folder", doctor::Mark::warning, "start the server as xinqiao");
  facts.folder->asked_by_root = true;
  expect(facts, "folder", doctor::Mark::ok, "of xinqiao");
}

BOOST_AUTO_TEST_CASE(a_store_in_use_is_fine_and_a_newer_or_foreign_one_is_not) {
  Healthy facts;
  facts.store->user = Program{42, "xinqiao"};
  expect(facts, "store", doctor::Mark::ok, "format 1, in use by xinqiao (process 42)");
  facts.store->user = Program{};
  expect(facts, "store", doctor::Mark::ok, "in use by a program that this user cannot see");

  facts.store->sign = "xinqiao store, format 2\n";
  expect(facts, "store", doctor::Mark::problem, "start the newer version again");
  facts.store->sign = "xinqiao store, being created\n";
  expect(facts, "store", doctor::Mark::ok, "cut short");
  for (const char* sign : {"", "letters\n"}) {
    facts.store->sign = sign;
    expect(facts, "store", doctor::Mark::problem, "something else");
  }
  facts.store->sign.reset();
  expect(facts, "store", doctor::Mark::problem, "something else");
  facts.store->is_empty = true;
  expect(facts, "store", doctor::Mark::ok, "none yet");
}

BOOST_AUTO_TEST_CASE(the_disk_is_held_against_the_floor) {
  Healthy facts;
  const std::uint64_t floor = facts.options.disk_floor_bytes;

  facts.disk->free = floor - 1;
  expect(facts, "disk", doctor::Mark::problem, "takes no new words");
  facts.disk->free = floor;
  expect(facts, "disk", doctor::Mark::warning, "make room soon");
  facts.disk->free = 2 * floor - 1;
  expect(facts, "disk", doctor::Mark::warning, "make room soon");
  facts.disk->free = 2 * floor;
  expect(facts, "disk", doctor::Mark::ok, "1.0 GiB of 100.0 GiB free, floor 512.0 MiB");

  facts.disk->free_inodes = 9;
  expect(facts, "disk", doctor::Mark::warning, "inodes");
  facts.disk->free_inodes = 10;
  expect(facts, "disk", doctor::Mark::ok, "free");
  facts.disk->is_read_only = true;
  expect(facts, "disk", doctor::Mark::problem, "read-only");
}

BOOST_AUTO_TEST_CASE(a_file_system_that_forgets_or_is_far_away_is_warned_of) {
  Healthy facts;
  for (const char* kind : {"tmpfs", "ramfs", "overlay", "nfs", "cifs", "9p", "fuse", "minix"}) {
    facts.disk->kind = kind;
    expect(facts, "file system", doctor::Mark::warning, kind);
  }
  for (const char* kind : {"ext4", "xfs", "btrfs", "zfs", "f2fs"}) {
    facts.disk->kind = kind;
    expect(facts, "file system", doctor::Mark::ok, kind);
  }
}

BOOST_AUTO_TEST_CASE(a_ballast_that_is_off_or_cannot_be_made_is_warned_of) {
  Healthy facts;
  const std::uint64_t floor = facts.options.disk_floor_bytes;
  const std::uint64_t needed = 2 * (floor + floor / 8) + facts.options.ballast_bytes;

  facts.store->ballast = 0;
  facts.disk->free = needed;
  expect(facts, "ballast", doctor::Mark::ok, "a running server makes it");
  facts.disk->free = needed - 1;
  expect(facts, "ballast", doctor::Mark::warning, "have at least 1.4 GiB free");
  facts.store->ballast = 1;  // what is given up for it counts
  expect(facts, "ballast", doctor::Mark::ok, "1 B in place of 256.0 MiB");
  facts.options.ballast_bytes = 0;
  expect(facts, "ballast", doctor::Mark::warning, "set ballast_bytes");
}

BOOST_AUTO_TEST_CASE(a_sync_is_judged_by_its_median_and_too_fast_is_not_believed) {
  Healthy facts;
  facts.sync_us = {1'000'000, 20'000, 1};
  expect(facts, "sync", doctor::Mark::ok, "after 20.0 ms");
  facts.sync_us = {20'001};
  expect(facts, "sync", doctor::Mark::warning, "faster disk");
  facts.sync_us = {20};
  expect(facts, "sync", doctor::Mark::ok, "after 20 us");
  facts.sync_us = {19, 19, 5000};
  expect(facts, "sync", doctor::Mark::warning, "too fast to be true");
  facts.sync_us.clear();
  BOOST_TEST(facts.is_silent("sync"));
}

BOOST_AUTO_TEST_CASE(an_address_that_is_taken_names_who_has_it) {
  Healthy facts;
  facts.door->error = EADDRINUSE;
  expect(facts, "listen", doctor::Mark::problem, "held by a program that this user cannot see");
  facts.door->holder = Program{7, "nginx"};
  expect(facts, "listen", doctor::Mark::problem, "127.0.0.1:8080 is held by nginx (process 7)");
  facts.store->user = Program{7, "xinqiao"};
  expect(facts, "listen", doctor::Mark::ok, "by the running server");
  facts.store->user = Program{8, "xinqiao"};
  expect(facts, "listen", doctor::Mark::problem, "nginx");
  facts.store->user = facts.door->holder = Program{0, ""};  // two unknown ones may be two
  expect(facts, "listen", doctor::Mark::problem, "cannot see");
}

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_had_says_why) {
  Healthy facts;
  facts.door->error = EACCES;
  expect(facts, "listen", doctor::Mark::problem, "CAP_NET_BIND_SERVICE");
  facts.door->error = EADDRNOTAVAIL;
  expect(facts, "listen", doctor::Mark::problem, "does not have that address");
  facts.door->error = ENOBUFS;
  expect(facts, "listen", doctor::Mark::problem, "No buffer space");
  facts.door->is_known = false;
  expect(facts, "listen", doctor::Mark::problem, "has no address");
}

BOOST_AUTO_TEST_CASE(an_open_address_without_tls_is_warned_of_unless_a_proxy_stands_in_front) {
  Healthy facts;
  facts.door->is_loopback = false;
  expect(facts, "listen", doctor::Mark::warning, "without TLS");
  facts.options.origins = {"http://talk.example.org"};
  expect(facts, "listen", doctor::Mark::warning, "without TLS");
  facts.options.origins = {"app://x", "https://talk.example.org"};
  expect(facts, "listen", doctor::Mark::ok, "is free");
  facts.options.origins = {};
  facts.options.public_url = "https://talk.example.org";
  expect(facts, "listen", doctor::Mark::ok, "is free");
  facts.options.public_url = "";
  facts.options.tls = "auto";
  expect(facts, "listen", doctor::Mark::ok, "is free");
}

BOOST_AUTO_TEST_CASE(a_certificate_that_is_wrong_or_runs_out_is_told) {
  Healthy facts;
  facts.tls = TlsFacts{.problem = "/etc/key.pem does not fit", .last_day = ""};
  expect(facts, "tls", doctor::Mark::problem, "/etc/key.pem does not fit");
  facts.tls = TlsFacts{.problem = "", .last_day = "2027-03-01", .days_left = 14};
  expect(facts, "tls", doctor::Mark::ok, "until 2027-03-01");
  facts.tls->days_left = 13;
  expect(facts, "tls", doctor::Mark::warning, "SIGHUP");
  facts.tls->key = "/etc/key.pem";
  facts.tls->key_mode = 0640;
  expect(facts, "tls", doctor::Mark::warning, "SIGHUP");
  facts.tls->key_mode = 0644;
  expect(facts, "tls", doctor::Mark::problem, "everybody on this machine can read the key");
}

BOOST_AUTO_TEST_CASE(a_certificate_of_our_own_is_made_and_renewed_by_the_server) {
  Healthy facts;
  facts.tls = TlsFacts{.problem = "", .last_day = "", .is_own = true, .is_made = false};
  expect(facts, "tls", doctor::Mark::ok, "the first start makes");
  facts.tls = TlsFacts{.problem = "", .last_day = "2027-03-01", .days_left = 2, .is_own = true};
  expect(facts, "tls", doctor::Mark::ok, "of its own, valid until 2027-03-01");
  facts.tls->problem = "it is cut short";
  expect(facts, "tls", doctor::Mark::warning, "the next start makes another");
}

BOOST_AUTO_TEST_CASE(backups_are_looked_for_where_they_should_go) {
  constexpr std::int64_t day = std::int64_t{24} * 3600 * 1000;
  Healthy facts;
  BOOST_TEST(facts.is_silent("backups"));
  facts.backups = BackupFacts{.folder = "", .newest_ms = std::nullopt};
  expect(facts, "backups", doctor::Mark::ok, "no backup_folder is set");
  facts.backups->folder = "/srv/backups";
  expect(facts, "backups", doctor::Mark::warning, "no backup in /srv/backups");
  facts.backups->newest_ms = facts.clock->now_ms - day / 2;
  expect(facts, "backups", doctor::Mark::ok, "of today");
  facts.backups->newest_ms = facts.clock->now_ms - 7 * day + 1;
  expect(facts, "backups", doctor::Mark::ok, "6 days old");
  facts.backups->newest_ms = facts.clock->now_ms - 7 * day;
  expect(facts, "backups", doctor::Mark::warning, "by a timer");
  facts.backups->is_writable = false;
  expect(facts, "backups", doctor::Mark::problem, "cannot be written to");
  facts.backups->is_there = false;
  expect(facts, "backups", doctor::Mark::problem, "is not there");
}

BOOST_AUTO_TEST_CASE(too_few_descriptors_say_how_many_are_wanted) {
  Healthy facts;
  const std::string wanted = std::to_string(limits::connections + 640);
  facts.descriptors->most = limits::connections + 640;
  expect(facts, "descriptors", doctor::Mark::ok, wanted);
  facts.descriptors->most -= 1;
  expect(facts, "descriptors", doctor::Mark::warning, "allow " + wanted);
  facts.descriptors->most = 256;
  expect(facts, "descriptors", doctor::Mark::warning, "whoever starts from here");
  facts.descriptors = DescriptorFacts{255, true};
  expect(facts, "descriptors", doctor::Mark::problem, "the running server");
}

BOOST_AUTO_TEST_CASE(little_memory_is_judged_unless_the_server_has_its_part_already) {
  Healthy facts;
  facts.memory->available = 512 * mebibyte;
  expect(facts, "memory", doctor::Mark::ok, "512.0 MiB of 4.0 GiB");
  facts.memory->available -= 1;
  expect(facts, "memory", doctor::Mark::warning, "more than a few people");
  facts.memory->available = 192 * mebibyte - 1;
  expect(facts, "memory", doctor::Mark::problem, "too little");
  facts.store->user = Program{42, "xinqiao"};
  expect(facts, "memory", doctor::Mark::ok, "beside the running server");
}

BOOST_AUTO_TEST_CASE(swap_is_missed_on_small_machines_and_warned_of_in_use) {
  Healthy facts;
  facts.memory->total = gibibyte;
  expect(facts, "swap", doctor::Mark::ok, "none");
  facts.memory->total = gibibyte - 1;
  expect(facts, "swap", doctor::Mark::warning, "swap file");
  facts.memory->swap = 100;
  facts.memory->free_swap = 50;
  expect(facts, "swap", doctor::Mark::ok, "50 B of 100 B used");
  facts.memory->free_swap = 49;
  expect(facts, "swap", doctor::Mark::warning, "short of memory");
}

BOOST_AUTO_TEST_CASE(a_clock_may_not_be_wrong_by_years_nor_behind_the_store) {
  Healthy facts;
  facts.clock->now_ms = 1'767'225'600'000;
  expect(facts, "clock", doctor::Mark::ok, "synchronised");
  facts.clock->now_ms -= 1;
  expect(facts, "clock", doctor::Mark::problem, "wrong by years");
  facts.clock->now_ms = 4'102'444'800'000;
  expect(facts, "clock", doctor::Mark::problem, "wrong by years");

  facts = {};
  facts.store->written_ms = facts.clock->now_ms + 60'000;
  expect(facts, "clock", doctor::Mark::ok, "synchronised");
  facts.store->written_ms = facts.clock->now_ms + 60'001;
  expect(facts, "clock", doctor::Mark::problem, "at a later time");

  facts = {};
  facts.clock->is_synchronised = false;
  expect(facts, "clock", doctor::Mark::warning, "chrony");
  facts.clock->is_synchronised.reset();
  expect(facts, "clock", doctor::Mark::ok, "cannot be seen");
}

BOOST_AUTO_TEST_CASE(kernel_settings_in_the_way_are_named_with_the_cure) {
  Healthy facts;
  facts.kernel->overcommit = 2;
  expect(facts, "kernel", doctor::Mark::warning, "sysctl vm.overcommit_memory=0");
  facts = {};
  facts.kernel->maps = 65'529;
  expect(facts, "kernel", doctor::Mark::warning, "sysctl vm.max_map_count=65530");
  facts = {};
  facts.kernel->backlog = 1024;
  expect(facts, "kernel", doctor::Mark::ok, "nothing");
  facts.kernel->backlog = 1023;
  expect(facts, "kernel", doctor::Mark::warning, "somaxconn");
}

BOOST_AUTO_TEST_CASE(a_locale_without_utf8_is_warned_of) {
  Healthy facts;
  facts.charset = "ANSI_X3.4-1968";
  expect(facts, "locale", doctor::Mark::warning, "LANG=C.UTF-8");
}

BOOST_AUTO_TEST_CASE(the_worst_mark_counts_and_json_says_the_same_as_the_lines) {
  Healthy facts;
  facts.charset = "GB\"18030";
  facts.clock->is_synchronised = false;
  BOOST_TEST(static_cast<int>(worst(examine(facts))) == 1);
  facts.disk->is_read_only = true;

  const std::string json = to_json(examine(facts));

  BOOST_TEST(static_cast<int>(worst(examine(facts))) == 2);
  BOOST_TEST(json.starts_with(R"({"result":"problem","checks":[{"check":"settings","mark":"ok",)"));
  BOOST_TEST(has(json, R"({"check":"disk","mark":"problem","what":"it is mounted read-only",)"));
  BOOST_TEST(has(json, R"("what":"GB\"18030: names)"), json);
}

BOOST_AUTO_TEST_SUITE_END()
