// Goal: what `floor` makes of its rounds. The measuring itself is tested with the binary, in
// run.test.mjs.
#include "bench/floor.hpp"

#include <boost/test/unit_test.hpp>

#include "bench/bare_fan_out.hpp"
#include "bench/crowd.hpp"
#include "bench/metrics_page.hpp"
#include "bench/process.hpp"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <thread>

using namespace xinqiao::bench;

BOOST_AUTO_TEST_SUITE(floor_rounds)

BOOST_AUTO_TEST_CASE(a_case_is_members_and_posts) {
  FloorCase which;
  BOOST_TEST(read_floor_case("1000:8", which));
  BOOST_TEST(which.members == 1'000U);
  BOOST_TEST(which.posts == 8U);
  for (const char* bad : {"", "1000", "1000:", ":8", "1000:0", "8:9", "a:b", "10:1x"}) {
    BOOST_TEST(!read_floor_case(bad, which), bad);
  }
}

BOOST_AUTO_TEST_CASE(a_ratio_is_made_of_rounds_side_by_side) {
  FloorCaseReport report;
  report.sides = {{"server", {{.cpu_ns = 30}, {.cpu_ns = 10}, {.cpu_ns = 12}}, {}},
                  {"bare", {{.cpu_ns = 20}, {.cpu_ns = 5}}, {}}};

  BOOST_TEST((report.ratios(report.sides[0]) == std::vector<double>{1.5, 2}));
  BOOST_TEST((report.ratios(report.sides[1]) == std::vector<double>{1, 1}));

  report.sides[0].rounds[0].threads = {{"index", 10}, {"io", 20}};
  BOOST_TEST((report.ratios(report.sides[0], "index") == std::vector<double>{1, 2}));
}

// Crowd fails when one hears a frame twice, or not in turn.
BOOST_AUTO_TEST_CASE(the_bare_server_tells_each_once_however_many_threads_it_has) {
  constexpr std::size_t members = 60;
  for (const unsigned threads : {1U, 2U}) {
    BareFanOut bare;
    BOOST_REQUIRE(bare.start({"{\"n\":1}", "{\"n\":2}"}, {.core = {}, .threads = threads}));
    Crowd crowd("http://127.0.0.1:" + std::to_string(bare.port()), std::vector<Credential>(members),
                xinqiao::RoomId{});
    BOOST_REQUIRE_MESSAGE(crowd.come(), crowd.problem());
    for (std::uint64_t burst = 1; burst <= 3; ++burst) {
      crowd.expect(2);
      bare.fire();
      BOOST_REQUIRE_MESSAGE(crowd.hear_all(false), crowd.problem());
      BOOST_TEST(crowd.frames().size() == 2U);
    }
    const std::filesystem::directory_iterator tasks("/proc/" + std::to_string(bare.process()) +
                                                    "/task");
    BOOST_TEST(std::distance(begin(tasks), end(tasks)) == threads);
    BOOST_TEST(bare.sends() >= 2 * members);  // of the last it may be on its way to say so
  }
}

// With the cipher that a browser would choose, as of a server of ours.
BOOST_AUTO_TEST_CASE(a_burst_through_openssl_arrives_byte_by_byte_as_it_was) {
  constexpr std::size_t members = 40;
  // As JSON would be, in Chinese too; the last is longer than a record of TLS holds.
  const std::vector<std::string> payloads = {R"({"n":1})", R"({"text":"心桥 🌉 مرحبا"})",
                                             "{\"n\":\"" + std::string(20'000, 'x') + "\"}"};
  BareFanOut bare;
  BOOST_REQUIRE_MESSAGE(bare.start(payloads, {.core = {}, .tls = true}), bare.problem());
  Crowd crowd("https://127.0.0.1:" + std::to_string(bare.port()), std::vector<Credential>(members),
              xinqiao::RoomId{});
  BOOST_REQUIRE_MESSAGE(crowd.come(), crowd.problem());

  for (int burst = 0; burst < 3; ++burst) {
    crowd.expect(payloads.size());
    bare.fire();
    BOOST_REQUIRE_MESSAGE(crowd.hear_all(false), crowd.problem());

    BOOST_TEST(crowd.frames() == payloads, boost::test_tools::per_element());
  }
  BOOST_TEST(crowd.cipher() == "TLS_AES_128_GCM_SHA256");
}

// What does not fit into the kernel goes out when it does, from where it stopped.
BOOST_AUTO_TEST_CASE(a_burst_through_openssl_goes_on_where_the_kernel_took_no_more) {
  const std::vector<std::string> payloads(40, std::string(60'000, 'y'));
  BareFanOut bare;
  BOOST_REQUIRE(bare.start(payloads, {.core = {}, .tls = true, .buffer_bytes = 20'000}));
  Crowd crowd("https://127.0.0.1:" + std::to_string(bare.port()), std::vector<Credential>(5),
              xinqiao::RoomId{});
  BOOST_REQUIRE_MESSAGE(crowd.come(), crowd.problem());

  crowd.expect(payloads.size());
  bare.fire();
  BOOST_REQUIRE_MESSAGE(crowd.hear_all(false), crowd.problem());

  BOOST_TEST(crowd.frames() == payloads, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_openssl_takes_stands_beside_the_sides) {
  FloorReport report;
  report.cases.emplace_back();
  report.cases[0].sides = {{"tls", {{.cpu_ns = 12}, {.cpu_ns = 24}}, "a cipher"},
                           {"bare_tls", {{.cpu_ns = 10}, {.cpu_ns = 16}}, "a cipher"},
                           {"bare", {{.cpu_ns = 5}, {.cpu_ns = 8}}, {}}};

  const auto& one = report.cases[0];
  BOOST_TEST((one.ratios_of("tls", "bare_tls") == std::vector<double>{1.2, 1.5}));
  BOOST_TEST((one.ratios_of("bare_tls", "bare") == std::vector<double>{2, 2}));
  BOOST_TEST(one.ratios_of("tls", "nobody").empty());
  const std::string json = to_json(report);
  BOOST_TEST(json.find("\"tls_of_bare_tls\":{") != std::string::npos);
  BOOST_TEST(json.find("\"bare_tls_of_bare\":{") != std::string::npos);
  BOOST_TEST(json.find("\"cipher\":\"a cipher\"") != std::string::npos);
  BOOST_TEST(to_text(report).find("bare_tls / bare: 2.00 x (2.00 to 2.00)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_middle_of_few_and_of_none) {
  BOOST_TEST(spread_of({}).median == 0.0);
  BOOST_TEST(spread_of({3, 1, 2}).median == 2.0);
  BOOST_TEST(spread_of({4, 1, 2, 3}).median == 2.5);
  BOOST_TEST(spread_of({4, 1, 2, 3}).least == 1.0);
  BOOST_TEST(spread_of({4, 1, 2, 3}).most == 4.0);
}

BOOST_AUTO_TEST_CASE(metrics_are_read_by_name_and_label) {
  const auto metrics = parse_metrics(
      "# HELP xinqiao_groups_total Commit groups.\r\n# TYPE xinqiao_groups_total counter\r\n"
      "xinqiao_groups_total 17\r\nxinqiao_refusals_total{reason=\"hole\"} 3\n"
      "xinqiao_cpu_seconds_total 1.5e-2\nbroken\nnone x");

  BOOST_TEST(metrics.size() == 3U);
  BOOST_TEST(metrics.at("xinqiao_refusals_total.hole") == 3.0);
  BOOST_TEST(metrics.at("xinqiao_groups_total") == 17.0);
  BOOST_TEST(metrics.at("xinqiao_cpu_seconds_total") == 0.015);
}

BOOST_AUTO_TEST_CASE(threads_are_counted_by_name_and_together_make_the_process) {
  std::atomic<bool> is_done{false};
  std::thread other([&] {
    ::pthread_setname_np(::pthread_self(), "other");
    volatile std::uint64_t sum = 0;
    while (cpu_of_threads(::getpid())["other"] < 5 * nanos_per_millisecond) sum = sum + 1;
    while (!is_done) std::this_thread::yield();
  });
  while (cpu_of_threads(::getpid())["other"] < 5 * nanos_per_millisecond) std::this_thread::yield();
  Nanos sum = 0;
  for (const auto& [name, time] : cpu_of_threads(::getpid())) sum += time;
  const Nanos process = cpu_of(::getpid());
  is_done = true;
  other.join();

  BOOST_TEST(sum >= 5 * nanos_per_millisecond);
  BOOST_TEST(sum <= process);
}

BOOST_AUTO_TEST_CASE(cpu_is_counted_in_nanoseconds_and_a_process_that_is_gone_took_none) {
  const Nanos before = cpu_of(::getpid());
  volatile std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < 100'000; ++i) sum = sum + i;
  const Nanos taken = cpu_of(::getpid()) - before;
  BOOST_TEST(taken > 0);
  BOOST_TEST(taken < 10 * nanos_per_second);
  BOOST_TEST(cpu_of(0) == 0);
  BOOST_TEST(cpu_of(-1) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
