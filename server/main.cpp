// The binary: its commands and their options. What they do stands in serve, demo, seed, offline,
// backup, portable, restore.
#include "protocol/decode.hpp"
#include "server/backup.hpp"
#include "server/demo.hpp"
#include "server/doctor_facts.hpp"
#include "server/offline.hpp"
#include "server/portable/commands.hpp"
#include "server/public_url.hpp"
#include "server/seed.hpp"
#include "server/serve.hpp"
#include "server/service_notice.hpp"
#include "server/settings.hpp"

#include <sys/stat.h>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>

#include "protocol/variant.hpp"

namespace xinqiao {
namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 all is well, 1 a problem was found or a request refused, 2 wrong usage, "
    "73 the data folder cannot be opened, 74 the disk failed (the server stopped so as to lose "
    "nothing), 75 the address cannot be listened on. `doctor`: 0 all is well, 1 a warning, 2 a "
    "problem.";

// What a command line asks for: filled by the parser, then run once.
using Task = std::function<int()>;

// Flags are kept as they stand: settings reads them, together with the file and the environment.
void add_settings(CLI::App& command, settings::Said& said) {
  command.add_option(std::string(settings::file_flag), said.file,
                     "A TOML file of settings (" + std::string(settings::file_variable) + ")");
  for (const settings::Setting& setting : settings::table()) {
    auto& words = said.flags[setting.key];
    const std::string help = std::string(setting.help) + " (" + std::string(setting.variable) + ")";
    auto* option = command.add_option(std::string(setting.flag), words, help);
    option->type_name(settings::type_word(setting));
    if (settings::is_list(setting)) continue;
    option->expected(1);
    std::string standard = settings::value_words(setting, {});
    std::erase(standard, '"');
    option->default_str(standard);
  }
  command.footer(
      "Later wins: default, file, environment variable, flag. `xinqiao config --print` shows what "
      "they come to; docs/settings.md has all of it.");
}

int with_settings(const settings::Said& said, const std::string& command,
                  const std::function<int(const settings::Settled&)>& run) {
  const auto settled = settings::settle(said);
  if (const auto* problem = get_if<std::string>(&settled)) {
    std::fprintf(stderr, "xinqiao %s: %s\n", command.c_str(), problem->c_str());
    return exit_usage;
  }
  return run(get<settings::Settled>(settled));
}

// Not a setting: nobody should find it in a file.
bool is_echo_path(const std::string& path) {
  return path.size() > 1 && path.front() == '/' && path.find_first_of("?# ") == path.npos;
}

int serve_settled(const settings::Settled& settled, const std::string& echo_path) {
  if (const auto problem = settings::missing(settled)) {
    std::fprintf(stderr, "xinqiao serve: %s\n", problem->c_str());
    return exit_usage;
  }
  ServeOptions options = settled.options;
  options.on_ready = tell_service_manager;
  options.echo_path = echo_path;
  return serve(options);
}

int say_to_end(const std::string& text) {
  return std::fputs(text.c_str(), stdout) < 0 ? exit_problem : exit_ok;
}

int print_settled(const settings::Settled& settled) {
  return say_to_end(settings::to_toml(settled));
}

int print_example(const settings::Settled& settled) {
  return say_to_end(settings::to_example(settled));
}

int examine(const settings::Said& said, bool json) {
  const auto findings = doctor::examine(doctor::gather(said));
  const int said_all = say_to_end(json ? doctor::to_json(findings) : doctor::to_lines(findings));
  return said_all == exit_ok ? static_cast<int>(doctor::worst(findings)) : exit_problem;
}

void add_serve(CLI::App& app, settings::Said& said, std::string& echo_path, Task& task) {
  CLI::App* command = app.add_subcommand("serve", "Run the server until SIGTERM or Ctrl-C");
  add_settings(*command, said);
  command
      ->add_option(
          "--test-echo", echo_path,
          "Send back what comes over a WebSocket at this path, from anybody, up to 16 MiB: "
          "for tests of RFC 6455, never where others can reach it")
      ->check(CLI::Validator(
          [](const std::string& path) { return is_echo_path(path) ? "" : "it is /PATH"; },
          "/PATH"));
  const auto run = [&](const settings::Settled& settled) {
    return serve_settled(settled, echo_path);
  };
  command->callback([&, run] { task = [&, run] { return with_settings(said, "serve", run); }; });
}

// One of the two.
struct ConfigForm {
  bool print = false;
  bool example = false;
};

void add_config(CLI::App& app, settings::Said& said, ConfigForm& form, Task& task) {
  CLI::App* command = app.add_subcommand("config", "Show what serve would run with");
  CLI::Option_group* forms = command->add_option_group("form");
  forms->add_flag("--print", form.print,
                  "As a settings file; comments say where each value comes from");
  forms->add_flag("--example", form.example, "As a file to start from: defaults are commented out");
  forms->require_option(1);
  add_settings(*command, said);
  command->callback([&] {
    task = [&] {
      return with_settings(said, "config", form.example ? print_example : print_settled);
    };
  });
}

void add_doctor(CLI::App& app, settings::Said& said, bool& json, Task& task) {
  CLI::App* command =
      app.add_subcommand("doctor", "Say what is wrong around a server, and what to do about it");
  command->add_flag("--json", json, "As one JSON object");
  add_settings(*command, said);
  command->callback([&] { task = [&] { return examine(said, json); }; });
}

void add_demo(CLI::App& app, demo::DemoOptions& options, Task& task) {
  CLI::App* command = app.add_subcommand("demo", "Run a made-up organisation to look at");
  command->add_option("--data", options.data, "Folder of the store; a temporary one if not given");
  command->add_option("--listen", options.listen, "HOST:PORT")->capture_default_str();
  command->add_flag("--allow-public", options.allow_public,
                    "Listen even where other machines can reach it");
  command->add_option("--tls", options.tls, "auto: speak TLS with a certificate of its own")
      ->check(CLI::IsMember({"off", "auto"}))
      ->capture_default_str();
  command->add_option("--public-url", options.public_url, "Where its guests find it, for the links")
      ->check(CLI::Validator(
          [](const std::string& url) {
            return is_public_url(url) ? "" : "it is https://HOST or http://HOST, without a path";
          },
          "URL"));
  command->add_flag("--qr,!--no-qr", options.qr, "Print QR codes of the links")->default_val(true);
  command->callback([&] { task = [&] { return demo::run(options); }; });
}

void add_seed(CLI::App& app, SeedOptions& options, Task& task) {
  CLI::App* command =
      app.add_subcommand("seed", "Fill a new store with members and rooms, for tests");
  command->add_option("--data", options.folder, "Folder of the store")->required();
  command->add_option("--members", options.members, "How many members")->required();
  command->add_option("--rooms", options.rooms, "How many rooms")->required();
  command->add_option("--tokens", options.tokens, "File for the session tokens")->required();
  command->add_option("--rooms-per-member", options.rooms_per_member,
                      "How many rooms each member joins; 0 = all");
  command->callback([&] { task = [&] { return seed(options); }; });
}

void add_verify(CLI::App& app, std::string& data, Task& task) {
  CLI::App* command = app.add_subcommand(
      "verify", "Rebuild every row from the events of a stopped server's store, and compare");
  command->add_option("--data", data, "Folder of the store")->required();
  command->callback([&] { task = [&] { return verify_folder(data); }; });
}

// Makes a link that shows members the way the settings say, unless the command line says another.
template <class Options>
int with_address(const Options& options, const settings::Said& said, const std::string& command,
                 int (*make)(const Options&)) {
  if (!options.address.empty()) return make(options);
  return with_settings(said, command, [&](const settings::Settled& settled) {
    const ServeOptions& serving = settled.options;
    Options found = options;
    found.address = member_address(serving.public_url, serving.tls != "off", serving.listen);
    return make(found);
  });
}

void add_address(CLI::App& command, std::string& address, settings::Said& said) {
  command.add_option("--address", address,
                     "Where members find the server; else what the settings say: public_url, or "
                     "listen and tls");
  command.add_option(
      std::string(settings::file_flag), said.file,
      "The server's file of settings (" + std::string(settings::file_variable) + ")");
}

void add_link(CLI::App& app, LinkOptions& options, settings::Said& said, Task& task) {
  CLI::App* command =
      app.add_subcommand("link", "Make a one-time sign-in link while the server is stopped");
  command->add_option("--data", options.data, "Folder of the store; made if absent")->required();
  auto* member =
      command->add_option("--member", options.member, "Id of a member")->check(CLI::PositiveNumber);
  auto* name = command->add_option("--new", options.name, "Name of a new member")->excludes(member);
  command->add_flag("--organiser", options.organiser, "The new member may add others")->needs(name);
  add_address(*command, options.address, said);
  command->callback([&] {
    if (options.member == 0 && options.name.empty()) {
      throw CLI::RequiredError("one of --member and --new");
    }
    task = [&] { return with_address(options, said, "link", link); };
  });
}

void add_backup(CLI::App& app, BackupOptions& options, Task& task) {
  CLI::App* command =
      app.add_subcommand("backup", "Back up a store, also while its server is running");
  command->add_option("--data", options.data, "Folder of the store")->required();
  command->add_option("--to", options.to, "Folder of the backup; made, and must not be there yet")
      ->required();
  command->callback([&] { task = [&] { return backup(options); }; });
}

void add_restore(CLI::App& app, RestoreOptions& options, Task& task) {
  CLI::App* command = app.add_subcommand("restore", "Make a store of a backup, and verify it");
  command->add_option("--from", options.from, "Folder of the backup")->required();
  command->add_option("--data", options.data, "Folder of the new store; made, or empty")
      ->required();
  command->add_flag("--end-sessions", options.end_sessions, "Sign everybody out");
  command->callback([&] { task = [&] { return restore(options); }; });
}

void add_export(CLI::App& app, portable::ExportOptions& options, Task& task) {
  CLI::App* command = app.add_subcommand(
      "export", "Write the history of a stopped server's store, or of a backup, as JSON Lines");
  command->add_option("--data", options.data, "Folder of the store or the backup")->required();
  command->add_option("--out", options.out,
                      "File of the lines, which must not be there yet; else the standard output");
  command->footer(
      "Closed and direct rooms and talks are not in it, nor passwords and sign-ins; the first line "
      "counts what was left out. docs/export.md has all of it.");
  command->callback([&] { task = [&] { return portable::export_history(options); }; });
}

void add_import(CLI::App& app, portable::ImportOptions& options, Task& task) {
  CLI::App* command =
      app.add_subcommand("import", "Make a new store of an export, with the same history");
  command->add_option("file", options.file, "The export")->required();
  command->add_option("--data", options.data, "Folder of the new store; made, or empty")
      ->required();
  command->callback([&] { task = [&] { return portable::import_history(options); }; });
}

void add_compact(CLI::App& app, std::string& data, Task& task) {
  CLI::App* command = app.add_subcommand(
      "compact", "Rewrite the files of a stopped server's store, to be as small as they can");
  command->add_option("--data", data, "Folder of the store")->required();
  command->callback([&] { task = [&] { return portable::compact(data); }; });
}

void add_search(CLI::App& app, std::string& data, Task& task) {
  CLI::App* command = app.add_subcommand("search", "Look after the search index");
  command->require_subcommand(1);
  CLI::App* rebuild = command->add_subcommand(
      "rebuild", "Build the search index anew from the log, also beside a running server");
  rebuild->add_option("--data", data, "Folder of the store")->required();
  rebuild->callback([&] { task = [&] { return rebuild_search(data); }; });
}

void add_user(CLI::App& app, ResetOptions& options, settings::Said& said, Task& task) {
  CLI::App* user = app.add_subcommand("user", "What is done for one person on this machine");
  user->require_subcommand(1);
  CLI::App* command = user->add_subcommand(
      "reset", "Make a one-time link for a member, by which a new password can be set");
  command->add_option("who", options.who, "Login or name")->required();
  command->add_option("--data", options.data, "Folder of the store")->required();
  command->add_flag("--end-sessions", options.end_sessions,
                    "Sign the member out everywhere, and take other links back");
  add_address(*command, options.address, said);
  command->callback(
      [&] { task = [&] { return with_address(options, said, "user reset", reset_user); }; });
}

void add_roster(CLI::App& app, RosterOptions& options, Task& task) {
  CLI::App* command =
      app.add_subcommand("roster", "Take in a list of people (CSV) while the server is stopped");
  command->add_option("file", options.file, "The list; docs/roster.md says how it looks")
      ->required();
  command->add_option("--data", options.data, "Folder of the store")->required();
  command->add_option("--encoding", options.encoding, "utf-8 or gb18030; found out if not given");
  command->add_flag("--create-units", options.create_units, "Make units that are not there");
  command->add_flag("--dry-run", options.dry_run, "Only say what would be made");
  command->callback([&] { task = [&] { return take_roster(options); }; });
}

int run(int argc, char** argv) {
  CLI::App app("Xinqiao 心桥, a real-time messaging server", "xinqiao");
  app.require_subcommand(1);
  app.set_version_flag("--version", "xinqiao " XINQIAO_VERSION);
  app.footer(exit_codes);
  Task task;
  settings::Said said{.environment = [](const char* name) { return std::getenv(name); }};
  demo::DemoOptions demonstrating;
  SeedOptions seeding;
  LinkOptions linking;
  BackupOptions backing_up;
  RestoreOptions restoring;
  ResetOptions resetting;
  RosterOptions listing;
  std::string echo_path;
  std::string verified;
  std::string searched;
  std::string compacted;
  portable::ExportOptions exporting;
  portable::ImportOptions importing;
  ConfigForm form;
  bool json = false;
  add_serve(app, said, echo_path, task);
  add_config(app, said, form, task);
  add_doctor(app, said, json, task);
  add_demo(app, demonstrating, task);
  add_seed(app, seeding, task);
  add_verify(app, verified, task);
  add_link(app, linking, said, task);
  add_backup(app, backing_up, task);
  add_restore(app, restoring, task);
  add_export(app, exporting, task);
  add_import(app, importing, task);
  add_compact(app, compacted, task);
  add_search(app, searched, task);
  add_user(app, resetting, said, task);
  add_roster(app, listing, task);
  app.add_subcommand("version", "Say which version this is")->callback([&] {
    task = [] { return std::printf("xinqiao %s\n", XINQIAO_VERSION) > 0 ? exit_ok : exit_problem; };
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_ok : exit_usage;
  }
  if (!cpu_is_supported()) {
    std::fputs(
        "xinqiao: this processor lacks instructions it was built with (x86-64-v2, PCLMULQDQ)\n",
        stderr);
    return exit_problem;
  }
  return task();
}

}  // namespace
}  // namespace xinqiao

int main(int argc, char** argv) {
  // Whatever is made here, by us or by a library, is for this user alone, wherever it lies.
  ::umask(0077);
  try {
    return xinqiao::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "xinqiao: %s\n", error.what());
    return xinqiao::exit_problem;
  }
}
