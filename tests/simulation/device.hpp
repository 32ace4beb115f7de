// One device of a member, with a model of the page's rules: an outbox with a dense n that is sent
// again in order before resume, now and then a call guarded by a key instead, intervals, resume,
// forgetting or filling what lies below `first`, beginning anew where a store was restored, sign-in
// by a link with a claim. What survives closing the page (token, outbox, events, position, epoch)
// is kept; what does not is gone with the line. Whatever it hears is checked. Threading: belongs to
// its run.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/house.hpp"
#include "tests/simulation/room_view.hpp"

namespace xinqiao::simulation {

class Device {
 public:
  Device(Ground& ground, std::string name, MemberId member, bool organiser);

  void act(House& house);     // does something, as chance wants it
  void settle(House& house);  // only what is needed to get everything across
  void hear(House& house, const Letter& letter);
  void line_closed();  // the line ended, with a code or without
  void drop_line();    // this end lets go
  bool is_settled() const;
  void ask_for_list(House& house);  // all rooms, for check()
  void check();                     // when all is settled: is what it holds true?

  bool needs_link() const { return token_.empty() && link_.empty(); }
  void give_link(std::string secret) { link_ = std::move(secret); }
  const LinePtr& line() const { return line_; }
  const LinePtr& exchange() const { return exchange_; }
  void exchange_over();  // without an answer
  const std::string& name() const { return name_; }
  MemberId member() const { return member_; }
  std::string why_unsettled() const;
  // The clock jumps by more than a key is remembered for: whether a call that is guarded by one and
  // under way was done, nobody can know any more.
  void doubt_keys();

 private:
  // A guarded call, until its answer.
  struct Wish {
    std::uint64_t n{};  // with a key: beyond all places in an outbox
    std::string method;
    json::object params;
    std::string tag;          // of what is said, if anything is
    std::size_t sent_on = 0;  // number of the line
    std::size_t times_sent = 0;
    std::int64_t first_sent_ms = 0;  // by the clock's way forward
    std::string key;
  };
  struct Call {
    std::string method;
    json::object params;
    std::uint64_t n{};  // of a wish
    std::size_t sent_sync{};
    std::map<RoomId, std::vector<Interval>> have;  // of a resume,
    bool is_in_doubt = false;                      // that tells of an epoch that is over
    std::set<MemberId> listed;                     // by the pages of a list before this one
    std::size_t first_sync{};                      // when the first of them was asked for
  };

  // Doing (device.cpp).
  void sign_in(House& house);
  void connect(House& house);
  void call(House& house, std::string method, json::object params) {
    call(house, std::move(method), std::move(params), Call{});
  }
  void call(House& house, std::string method, json::object params, Call call);
  void wish(House& house, std::string method, json::object params, std::string tag = {});
  void send(House& house, Wish& wish);
  void send_waiting(House& house);
  void send_all(House& house);
  void wish_by_key(House& house, Wish wish);
  void begin_new_outbox();
  void begin_anew(const std::string& epoch);
  void give_up_what_is_old();
  void resume(House& house, bool all);
  bool resume_in_doubt(House& house);
  void call_resume(House& house, Call call, bool names_epoch);
  void fill_holes(House& house);
  void do_something(House& house);
  void say_something(House& house);
  void say_about_posts(House& house);
  void change_words(House& house, RoomId room, const RoomView& view);
  void ask_something(House& house);
  void come_or_go(House& house);
  void ask_history(House& house, RoomId room, const RoomView& view);
  // Arranging (device_arranges.cpp).
  void arrange(House& house);
  void make_room(House& house);
  void arrange_room(House& house);
  void keep_order(House& house, RoomId room);
  // Questions (device_questions.cpp).
  void care_for_questions(House& house);
  void come_to_questions(House& house);
  void make_unit(House& house);
  void make_room_of_questions(House& house);
  void look_at_questions(House& house);
  void ask_question(House& house, RoomId room);
  void move_question(House& house, RoomId room);
  // Alerts (device_alerts.cpp).
  void care_for_alerts(House& house);
  void raise_alert(House& house);
  void answer_alert(House& house, RoomId room);
  void move_alert(House& house, RoomId room);
  void hear_alert(const json::object& alert);
  void hear_own_alert(const json::object& own);
  void hear_figures(const json::object& told);
  void hear_alerts(const json::object& result);
  void check_alerts();
  // Releases (device_releases.cpp).
  void care_for_releases(House& house);
  // Talks (device_talks.cpp).
  void care_for_talks(House& house);
  void make_listener(House& house);
  void ask_for_talk(House& house);
  void move_talk(House& house);
  void hear_talks(const json::object& result);
  void hear_duties(House& house, const json::object& me);
  std::string some_bytes();
  std::uint64_t some_member();
  std::string tagged(std::string text, bool remember);
  RoomId some_room(bool joined);

  // Hearing (device_hears.cpp).
  void hear_answer(House& house, const json::object& text);
  void hear_result(House& house, const Call& call, const json::object& result);
  void hear_refusal(House& house, const Call& call, const json::object& error);
  void hear_wish_done(const Call& call, const json::object& result);
  void hear_wish_refused(House& house, const Call& call, const json::object& data);
  void hear_resumed(const Call& call, const json::object& result);
  void hear_doubt_answered(House& house, const Call& call, const json::object& result);
  void hear_history(const Call& call, const json::object& result);
  void hear_rooms(House& house, const Call& call, const json::object& result);
  void hear_event(const json::object& event);
  void hear_room(const json::object& room);
  void hear_read(const json::object& read);
  void hear_hello(House& house, const json::object& hello);
  void check_list();
  void broken(std::string_view invariant, const std::string& what);
  Wish* wish_with(std::uint64_t n);
  void forget_wish(std::uint64_t n);
  // Lists of members (device_members.cpp).
  void ask_members(House& house, RoomId room, std::size_t limit);
  void hear_members(House& house, const Call& call, const json::object& result);

  Ground& ground_;
  std::string name_;
  MemberId member_;
  bool organiser_;
  std::size_t connect_percent_;  // how eager it is to come back

  // Survives closing the page.
  std::string token_;
  std::string link_;
  std::string claim_;
  std::string outbox_;
  std::size_t outboxes_ = 0;
  std::uint64_t next_n_ = 1;
  std::size_t said_ = 0;
  std::deque<Wish> waiting_;
  std::deque<Wish> keyed_;
  std::uint64_t keys_ = 0;
  std::string epoch_;
  std::map<RoomId, RoomView> rooms_;
  Position position_ = 0;
  std::map<RoomId, std::size_t> alerts_;  // and how many answers each offers
  bool has_listeners_ = false;            // it has made some, if it is an organiser
  std::vector<RoomId> offered_;           // talks that it may accept, as it was told last
  std::pair<RoomId, Seq> reacted_;        // its last reaction; seq 0 = none

  // Of the line.
  LinePtr line_;
  LinePtr exchange_;
  bool hello_ = false;
  bool is_in_doubt_ = false;  // it has asked whether what it holds is still true
  bool must_resend_ = false;
  Instant resend_at_{};
  std::map<std::string, Call> calls_;
  std::uint64_t next_id_ = 1;
  std::map<RoomId, json::object> listed_;
  bool list_is_whole_ = false;
  std::set<RoomId> alerts_listed_;  // that are for it
  std::set<std::pair<RoomId, Seq>> alerts_heard_;
};

}  // namespace xinqiao::simulation
