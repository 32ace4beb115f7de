// A store in a process of its own, for tests that take its disk away or trace it (tests/faults).
//   store_probe append FOLDER FIRST COUNT [die]
//       appends batches FIRST… of 4 KiB, each after looking at the room
//   store_probe read FOLDER
//       says which positions stand there
//   store_probe upgrade FOLDER [KILL_AT]
//       opens with three steps that put the letters a, b and c before every event, one event a
//       batch, and kills itself before batch KILL_AT, counted over all steps; says what stands
//       there
//
// Says "opened …", "kept N", "no room", "failed …", "refused …", one a line. `die` ends without
// closing, as kill -9 does. Exit codes: 0 all kept, 2 not opened, 3 an append failed, 4 no room.
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "store/keys.hpp"
#include "store/rocks_log.hpp"
#include "store/upgrade.hpp"

using namespace xinqiao;
using namespace xinqiao::store;

namespace {

RocksLog::Options options() {
  RocksLog::Options out;
  out.ballast_bytes = 8 * RocksLog::mebibyte;
  out.room_bytes = 16 * RocksLog::mebibyte;
  out.write_buffer_bytes = 2 * RocksLog::mebibyte;
  out.wal_bytes = 4 * RocksLog::mebibyte;
  out.cache_bytes = RocksLog::mebibyte;
  out.compress = false;
  out.housekeeping = false;
  return out;
}

void say(const std::string& line) {
  std::cout << line << std::endl;
}

int append(RocksLog& log, Position first, Position count) {
  const std::string words(4096, 'w');
  for (Position position = first; position < first + count; ++position) {
    log.keep_house();
    if (!log.has_room()) {
      say("no room");
      return 4;
    }
    Batch batch;
    batch.put(Family::events, keys::event({1}, position), words);
    batch.put(Family::meta, keys::position, keys::number_value(position));
    Status kept = log.append(batch);
    if (!kept.is_ok()) {
      say("failed " + kept.message);
      say(log.append(batch).is_ok() ? "kept after a failure" : "failed again");
      return 3;
    }
    say("kept " + std::to_string(position));
  }
  return 0;
}

int read(const RocksLog& log) {
  const Status status = log.scan(Family::events, "", "", Order::ascending, [](auto key, auto) {
    say("stands " + std::to_string(keys::number(key, 0, 1)));
    return true;
  });
  if (!status.is_ok()) say("failed " + status.message);
  return status.is_ok() ? 0 : 3;
}

// Keys and values as they stand; the step writes while it goes, so it reads all before.
std::vector<std::pair<std::string, std::string>> all_events(const RocksLog& log) {
  std::vector<std::pair<std::string, std::string>> found;
  const Status read = log.scan(Family::events, "", "", Order::ascending, [&](auto key, auto value) {
    found.emplace_back(key, value);
    return true;
  });
  if (!read.is_ok()) say("failed " + read.message);
  return found;
}

UpgradeSteps letters(int kill_at) {
  UpgradeSteps steps;
  static int batch = 0;  // of this process
  for (const char letter : {'a', 'b', 'c'}) {
    steps.push_back({std::string("the letter ") + letter, [letter, kill_at](RocksLog& log) {
                       for (const auto& [key, value] : all_events(log)) {
                         if (value.front() == letter) continue;
                         if (batch++ == kill_at) ::kill(::getpid(), SIGKILL);
                         Batch put;
                         put.put(Family::events, key, letter + value);
                         if (Status kept = log.append(put); !kept.is_ok()) return kept;
                       }
                       return Status::ok();
                     }});
  }
  return steps;
}

int upgrade(const std::string& folder, int kill_at) {
  const UpgradeSteps steps = letters(kill_at);
  RocksLog::Options with_steps = options();
  with_steps.steps = &steps;
  std::unique_ptr<RocksLog> log;
  const Status opened = RocksLog::open(folder, with_steps, log);
  if (!opened.is_ok()) {
    say("refused " + opened.message);
    return 2;
  }
  say("opened position=" + std::to_string(log->report().position) +
      " upgraded_from=" + std::to_string(log->report().upgraded_from));
  for (const auto& [key, value] : all_events(*log)) {
    say("stands " + std::to_string(keys::number(key, 0, 1)) + " " +
        value.substr(0, value.find('w')));
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 1;
  const std::string command = words[1];
  if (command == "upgrade") return upgrade(words[2], count > 3 ? std::stoi(words[3]) : -1);
  std::unique_ptr<RocksLog> log;
  const Status opened = RocksLog::open(words[2], options(), log);
  if (!opened.is_ok()) {
    say("refused " + opened.message);
    return 2;
  }
  const OpenReport& report = log->report();
  say("opened position=" + std::to_string(report.position) + " gave_ballast=" +
      std::to_string(report.gave_ballast) + " lost_words=" + std::to_string(report.lost_words));
  if (command == "read") return read(*log);
  if (count < 5) return 1;
  const int code = append(*log, std::stoull(words[3]), std::stoull(words[4]));
  if (count > 5) std::_Exit(code);
  return code;
}
