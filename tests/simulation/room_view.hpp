// What one device holds of one room: the events it was told, by seq, as a page keeps them; and what
// the present connection must bring next, to the event. Threading: belongs to its device.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/ledger.hpp"

namespace xinqiao::simulation {

struct HeldEvent {
  std::string kind;
  std::uint64_t by{};
  std::uint64_t at{};
  Ordinal n{};
  Seq target{};
  std::string text;   // as it was told; empty when it is deleted
  std::string shown;  // of a post, after its edits
  Seq shown_by{};     // the edit that made it so
  json::object step;  // of a question
};

class RoomView {
 public:
  // --- What it holds ---
  enum class From { told, history };
  // Says what is wrong, or nothing. A page, of history or of a feed, may be ahead of what is told
  // live: a text that is known to be deleted from there alone may still be told, once, before its
  // `delete` is; it stays deleted.
  std::string learn(const json::object& event, From from);
  void learn_edit(const json::object& edit);  // from `about`: it may lie outside what is held
  std::vector<Interval> intervals();          // at most resume_intervals: older ones are forgotten
  void forget_below(Seq first);
  // A question as a page of history shows it, whose newest event is `top`. Says what is wrong, or
  // nothing.
  std::string learn_question(const json::object& row, Seq top);
  // Those it knows of: as the latest page showed them, and each held step after that. Empty if what
  // lies between is not held.
  std::vector<Seq> questions() const;
  std::optional<SeenQuestion> question(Seq asked) const;
  std::string compare(const QuestionBook& book, RoomId room) const;
  // It was told that the talk is forgotten.
  bool forgotten() const { return forgotten_; }
  bool holds(Seq seq) const { return held_.contains(seq); }
  Seq newest() const { return held_.empty() ? 0 : held_.rbegin()->first; }
  Seq oldest() const { return held_.empty() ? 0 : held_.begin()->first; }
  // Where the run without a hole begins that ends with the newest event.
  Seq run_begin() const;
  const std::map<Seq, HeldEvent>& held() const { return held_; }
  // Compares the run up to the newest event with what is true; says what differs, or nothing.
  std::string compare(const KeptRoom& truth) const;

  // --- What the connection must bring ---
  // The answer of a resume that was asked with `have`; `hidden`: what was said before it came is
  // not sent. Says what is wrong, or nothing.
  std::string begin(const std::vector<Interval>& have, Seq first, Seq top, bool complete,
                    bool hidden);
  // An event arrives: says what is wrong, or nothing.
  std::string arrives(Seq seq);
  void disconnect();
  bool is_attached() const { return attached_; }
  bool is_fed() const { return attached_ && missing_.empty(); }
  Seq expected() const { return missing_.empty() ? live_next_ : *missing_.begin(); }

  bool joined = false;
  bool has_questions = false;  // as the room's row says
  bool is_talk = false;        // likewise
  bool asking = false;         // a resume is on its way
  bool filling = false;        // a history call for the hole is on its way
  Seq fill_below{};            // the hole to fill ends here; 0 = none known
  Seq read_seq{};
  Ordinal read_n{};

 private:
  void redact(Seq target, From from);

  std::map<Seq, HeldEvent> held_;
  std::map<Seq, SeenQuestion> shown_;  // questions, by their pages
  std::map<Seq, From> deleted_;        // posts known to be gone, and whence
  bool attached_ = false;
  bool forgotten_ = false;
  std::set<Seq> missing_;
  Seq live_next_{};
};

}  // namespace xinqiao::simulation
