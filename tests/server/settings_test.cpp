// What an operator may set: which source wins, what is refused and how, and that docs/settings.md
// says what the table says.
#include "server/settings.hpp"

#include "server/settings_words.hpp"
#include "tests/store/folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::settings;
using Words = std::vector<std::string>;

namespace {

struct Operator {
  testing::Folder folder;
  std::map<std::string, std::string, std::less<>> variables;
  Said said{.environment = [this](const char* name) {
    const auto found = variables.find(std::string_view(name));
    return found == variables.end() ? nullptr : found->second.c_str();
  }};

  std::string write(const std::string& toml) {
    const std::string path = folder.path() + "/设置.toml";
    std::ofstream(path, std::ios::binary) << toml;
    said.file = path;
    return path;
  }
  Settled settled() const {
    auto result = settle(said);
    const auto* problem = get_if<std::string>(&result);
    BOOST_REQUIRE_MESSAGE(problem == nullptr, (problem == nullptr ? "" : *problem));
    return get<Settled>(std::move(result));
  }
  // What is wrong; empty if nothing is.
  std::string problem() const {
    const auto result = settle(said);
    const auto* found = get_if<std::string>(&result);
    return found == nullptr ? "" : *found;
  }
  std::string problem_of_flag(std::string_view key, Words words) {
    said.flags = {{key, std::move(words)}};
    return problem();
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The rows of the page, as the table of the code would have them.
std::string page_row(const Setting& setting) {
  const std::string standard =
      is_unset(setting, {}) ? "must be set" : "`" + value_words(setting, {}) + "`";
  std::string row = "| `" + std::string(setting.key) + "` | " + std::string(setting.help) + " | " +
                    allowed_words(setting) + " | " + standard + " | `" +
                    std::string(setting.variable) + "` | `" + std::string(setting.flag) + "` |";
  return row;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(settings_test, Operator)

BOOST_AUTO_TEST_CASE(without_any_source_all_is_as_the_server_has_it) {
  const Settled found = settled();

  BOOST_TEST(found.options.listen == "127.0.0.1:8080");
  BOOST_TEST(found.options.disk_floor_bytes == 512u * 1024 * 1024);
  BOOST_TEST(found.options.ballast_bytes == 256u * 1024 * 1024);
  for (const Setting& setting : table()) BOOST_TEST(found.origins.at(setting.key) == "default");
  BOOST_TEST(has(missing(found).value(), "--data, XINQIAO_DATA"));
}

BOOST_AUTO_TEST_CASE(the_later_source_wins) {
  const std::string path =
      write("data = '数据'\nthreads = 2\n\nlisten = '[::1]:1'\ndisk_floor_bytes = '1GiB'\n");
  variables = {{"XINQIAO_LISTEN", "[::1]:2"}, {"XINQIAO_DISK_FLOOR_BYTES", "2GiB"}};
  said.flags["disk_floor_bytes"] = {"3GiB"};

  const Settled found = settled();

  BOOST_TEST(found.options.data == "数据");
  BOOST_TEST(found.options.threads == 2u);
  BOOST_TEST(found.options.listen == "[::1]:2");
  BOOST_TEST(found.options.disk_floor_bytes == std::uint64_t{3} << 30);
  BOOST_TEST(found.origins.at("data") == path + ":1");
  BOOST_TEST(found.origins.at("threads") == path + ":2");
  BOOST_TEST(found.origins.at("listen") == "XINQIAO_LISTEN");
  BOOST_TEST(found.origins.at("disk_floor_bytes") == "--disk-floor-bytes");
  BOOST_TEST(found.origins.at("ballast_bytes") == "default");
  BOOST_TEST(!missing(found).has_value());
}

BOOST_AUTO_TEST_CASE(the_flag_names_the_file_before_the_variable_does) {
  variables = {{"XINQIAO_CONFIG", write("threads = 3\n")}};
  said.file.reset();
  BOOST_TEST(settled().options.threads == 3u);

  variables = {{"XINQIAO_CONFIG", folder.path() + "/none"}};
  BOOST_TEST(has(problem(), "XINQIAO_CONFIG: cannot read " + folder.path() + "/none: No such"));
  write("threads = 4\n");
  BOOST_TEST(settled().options.threads == 4u);
}

BOOST_AUTO_TEST_CASE(a_list_is_replaced_as_a_whole) {
  write("origins = ['https://a.example', 'https://b.example:8443']\n");
  BOOST_TEST(settled().options.origins == Words({"https://a.example", "https://b.example:8443"}),
             boost::test_tools::per_element());

  variables = {{"XINQIAO_ORIGINS", "https://c.example,  app://d "}};
  BOOST_TEST(settled().options.origins == Words({"https://c.example", "app://d"}),
             boost::test_tools::per_element());

  said.flags["origins"] = {"https://e.example"};
  BOOST_TEST(settled().options.origins == Words({"https://e.example"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_variable_counts_as_not_set) {
  variables = {{"XINQIAO_LISTEN", ""}, {"XINQIAO_ORIGINS", ""}, {"XINQIAO_CONFIG", ""}};

  BOOST_TEST(settled().origins.at("listen") == "default");
  BOOST_TEST(settled().options.origins.empty());
}

BOOST_AUTO_TEST_CASE(sizes_are_plain_or_in_units_of_two) {
  const std::map<std::string, std::uint64_t> good = {{"0", 0},
                                                     {"7", 7},
                                                     {"0GiB", 0},
                                                     {"1KiB", 1024},
                                                     {"512MiB", 512u << 20},
                                                     {"1GiB", 1u << 30},
                                                     {"1024TiB", std::uint64_t{1} << 50},
                                                     {"18446744073709551615", UINT64_MAX}};
  for (const auto& [word, wanted] : good) {
    std::uint64_t bytes = 1;
    BOOST_TEST(parse_bytes(word, bytes), word);
    BOOST_TEST(bytes == wanted, word);
  }
  for (const std::string word :
       {"", "MiB", "1MB", "1M", "1mib", "1.5GiB", "-1", "+1", " 1", "1 MiB", "1MiBMiB", "0x10",
        "18446744073709551616", "16777216TiB", "一"}) {
    std::uint64_t bytes = 0;
    BOOST_TEST(!parse_bytes(word, bytes), word);
  }
  BOOST_TEST(bytes_words(0) == "0");
  BOOST_TEST(bytes_words(1023) == "1023");
  BOOST_TEST(bytes_words(1536u << 10) == "1536KiB");
  BOOST_TEST(bytes_words(std::uint64_t{1} << 40) == "1TiB");
}

BOOST_AUTO_TEST_CASE(every_bound_holds_and_one_past_it_is_refused) {
  for (const Setting& setting : table()) {
    const auto words = [&](std::uint64_t amount) -> Words {
      if (is_list(setting)) {
        return Words(amount, setting.key == "origins" ? "https://example.org" : "10.0.0.0/8");
      }
      if (type_word(setting) == "TEXT") return {std::string(amount, 'x')};
      return {std::to_string(amount)};
    };
    const bool is_shaped = setting.shape != nullptr && !is_list(setting);
    if (is_shaped) continue;  // its bound is that of any text; see below
    BOOST_TEST(problem_of_flag(setting.key, words(setting.least)) == "");
    BOOST_TEST(problem_of_flag(setting.key, words(setting.most)) == "");
    const std::string past = problem_of_flag(setting.key, words(setting.most + 1));
    BOOST_TEST(past.starts_with(std::string(setting.flag) + ": "), past);
    BOOST_TEST(has(past, allowed_words(setting)), past);
    if (setting.least == 0) continue;
    BOOST_TEST(has(problem_of_flag(setting.key, words(setting.least - 1)), allowed_words(setting)));
  }
  const std::string host(text_bytes - 2, 'h');
  BOOST_TEST(problem_of_flag("listen", {host + ":1"}) == "");
  BOOST_TEST(problem_of_flag("listen", {host + ":11"}) != "");
  const std::string url = "https://" + std::string(text_bytes - 8, 'h');
  BOOST_TEST(problem_of_flag("public_url", {""}) == "");
  BOOST_TEST(problem_of_flag("public_url", {url}) == "");
  BOOST_TEST(problem_of_flag("public_url", {url + "h"}) != "");
  const std::string origin = "https://" + std::string(text_bytes - 8, 'h');
  BOOST_TEST(problem_of_flag("origins", {origin}) == "");
  BOOST_TEST(problem_of_flag("origins", {origin + "h"}) != "");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none_are_refused) {
  for (const std::string word : {"", "four", "-1", "1.5", "1 ", "99999999999999999999", "四"}) {
    BOOST_TEST(has(problem_of_flag("threads", {word}), "a whole number from 1 to 64"), word);
  }
  for (const std::string word : {"", "nan", "inf", "-0.5", "1000000.5", "1,5"}) {
    BOOST_TEST(has(problem_of_flag("commands_per_second", {word}), "a number from 0"), word);
  }
  BOOST_TEST(problem_of_flag("commands_per_second", {"0.5"}) == "");
}

BOOST_AUTO_TEST_CASE(texts_of_another_shape_are_refused) {
  for (const std::string word :
       {"8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "[]:1", "[[]]:1"}) {
    BOOST_TEST(has(problem_of_flag("listen", {word}), "HOST:PORT"), word);
  }
  for (const std::string word : {"", "example.org", "https://", "https://a.example/", "*", "null",
                                 "https://a.example,https://b.example"}) {
    BOOST_TEST(has(problem_of_flag("origins", {word}), "SCHEME://HOST"), word);
  }
  for (const std::string word : {"", "on", "AUTO", "file", "auto "}) {
    BOOST_TEST(has(problem_of_flag("tls", {word}), "it is off, auto or files"), word);
  }
  for (const std::string word :
       {"talk.example.org", "https://a.org/", "https://A.org", "wss://a"}) {
    BOOST_TEST(has(problem_of_flag("public_url", {word}), "empty, or https://HOST"), word);
  }
  for (const std::string word : {"", "proxy", "10.0.0.1/8", "10.0.0.0/33", "::/129"}) {
    BOOST_TEST(has(problem_of_flag("trusted_proxies", {word}), "an IP address or a network"), word);
  }
  for (const std::string word : {"a\nb", "a\x7f", "\xff\xfe", "\xe4\xbd"}) {
    BOOST_TEST(has(problem_of_flag("data", {word}), "not UTF-8 or has control characters"));
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_named_with_its_line_and_with_those_there_are) {
  const std::string path = write("data = 'x'\n\ntreads = 2\n");
  BOOST_TEST(problem() ==
             path +
                 ":3: there is no setting 'treads'; there are data, listen, "
                 "tls, tls_certificate, tls_key, public_url, trusted_proxies, "
                 "origins, threads, compression, commands_per_second, disk_floor_bytes, "
                 "ballast_bytes, backup_folder");

  write("[serve]\nthreads = 2\n");
  BOOST_TEST(has(problem(), ":1: there is no setting 'serve'"));
}

BOOST_AUTO_TEST_CASE(a_wrong_type_or_value_is_named_with_its_line) {
  const std::map<std::string, std::string> wrong = {
      {"threads = '2'", "threads cannot be of type string; it is a whole number"},
      {"threads = 2.0", "threads cannot be of type floating-point;"},
      {"threads = -1", "threads cannot be '-1'; it is a whole number from 1 to 64"},
      {"threads = [1]", "threads cannot be of type array;"},
      {"listen = 8080", "listen cannot be of type integer; it is HOST:PORT"},
      {"data.folder = 'x'", "data cannot be of type table;"},
      {"data = 1979-05-27", "data cannot be of type date;"},
      {"data = \"a\\u0000b\"", "data cannot be what is not UTF-8 or has control characters;"},
      {"origins = 'https://a.example'", "origins cannot be of type string; it is a list"},
      {"origins = [1]", "origins cannot be an array of other things than strings;"},
      {"ballast_bytes = 1.5", "ballast_bytes cannot be of type floating-point;"},
      {"ballast_bytes = '1MB'", "ballast_bytes cannot be '1MB'; it is bytes from 0 to 1TiB"},
      {"commands_per_second = true", "commands_per_second cannot be of type boolean;"},
      {"commands_per_second = nan", "commands_per_second cannot be 'nan';"},
  };
  for (const auto& [line, words] : wrong) {
    const std::string path = write("# 心桥\n" + line + "\n");
    BOOST_TEST(has(problem(), path + ":2: " + words), problem());
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_toml_is_refused_with_the_line) {
  for (const std::string text : {"threads = 1\nthreads = 2\n", "threads = 1\nlisten\n",
                                 "threads = 1\ndata = '\xff'\n", "threads = 1\ndata = tru\n"}) {
    const std::string path = write(text);
    BOOST_TEST(problem().starts_with(path + ":2: this is not TOML: "), problem());
    BOOST_TEST(!has(problem(), "\n"), problem());
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_read_up_to_its_bound) {
  const std::string line = "threads = 5\n";
  write(line + std::string(file_bytes - line.size(), '#'));
  BOOST_TEST(settled().options.threads == 5u);

  write(line + std::string(file_bytes + 1 - line.size(), '#'));
  BOOST_TEST(has(problem(), "at most 64KiB"));

  said.file = folder.path();
  BOOST_TEST(has(problem(), "--config: cannot read " + folder.path()), problem());
}

BOOST_AUTO_TEST_CASE(what_a_later_source_replaces_is_checked_too) {
  const std::string path = write("threads = 65\n");
  said.flags["threads"] = {"1"};
  BOOST_TEST(has(problem(), path + ":1: threads cannot be '65'"));

  said.file.reset();
  variables = {{"XINQIAO_THREADS", "65"}};
  BOOST_TEST(problem() ==
             "XINQIAO_THREADS: threads cannot be '65'; it is a whole number from 1 to 64");
}

BOOST_AUTO_TEST_CASE(what_is_printed_reads_back_as_the_same) {
  said.flags = {{"data", {"C:\\数据 \"心桥\" 🌉\t# no comment"}},
                {"origins", {"https://a.example", "app://b"}},
                {"trusted_proxies", {"10.0.0.0/8", "::1"}},
                {"public_url", {"https://talk.example.org:8443"}},
                {"commands_per_second", {"0.1"}},
                {"disk_floor_bytes", {"536870913"}},
                {"ballast_bytes", {"0"}}};
  const Settled first = settled();
  const std::string printed = to_toml(first);
  said.flags.clear();
  const std::string path = write(printed);

  const Settled second = settled();

  for (const Setting& setting : table()) {
    BOOST_TEST(value_words(setting, second.options) == value_words(setting, first.options));
    BOOST_TEST(second.origins.at(setting.key).starts_with(path + ":"));
  }
  BOOST_TEST(second.options.data == first.options.data);
  BOOST_TEST(has(printed, "ballast_bytes = 0  # --ballast-bytes\n"), printed);
  BOOST_TEST(has(printed, "threads = 1  # default\n"), printed);
}

BOOST_AUTO_TEST_CASE(the_page_says_what_the_table_says) {
  std::ifstream page(XINQIAO_SOURCE_DIR "/docs/settings.md");
  std::string written;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("| `")) written += line + "\n";
  }
  std::string wanted;
  for (const Setting& setting : table()) wanted += page_row(setting) + "\n";

  BOOST_TEST(written == wanted, "docs/settings.md should have these rows:\n" << wanted);
}

BOOST_AUTO_TEST_SUITE_END()
