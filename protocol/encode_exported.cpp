#include "protocol/encode_parts.hpp"
#include "protocol/exported.hpp"
#include "protocol/limits.hpp"

namespace xinqiao::exported {
namespace {

constexpr std::string_view event_begin = R"({"event":)";

// One line: an object within an object.
class LineWriter {
 public:
  explicit LineWriter(std::string_view kind) : json_(out_) {
    json_.begin_object().key(kind).begin_object();
  }
  JsonWriter& json() { return json_; }
  template <class SomeId>
  LineWriter& id(std::string_view name, SomeId value) {
    json_.key(name).integer(number(value.value));
    return *this;
  }
  LineWriter& count(std::string_view name, std::uint64_t value) {
    json_.key(name).integer(number(value));
    return *this;
  }
  LineWriter& time(std::string_view name, Instant value) {
    json_.key(name).integer(value.ms);
    return *this;
  }
  LineWriter& text(std::string_view name, std::string_view value) {
    json_.key(name).string(value);
    return *this;
  }
  // Said only where it is so.
  LineWriter& flag(std::string_view name, bool is_so) {
    if (is_so) json_.key(name).boolean(true);
    return *this;
  }
  std::string take() {
    json_.end_object().end_object();
    return std::move(out_);
  }

 private:
  std::string out_;
  JsonWriter json_;
};

}  // namespace

std::string encode_line(const Head& head) {
  LineWriter line("export");
  line.count("format", head.format).text("version", head.version).time("made", head.made);
  line.text("epoch", head.epoch).count("position", head.position);
  line.id("next_member", head.next_member).id("next_room", head.next_room);
  line.id("next_unit", head.next_unit).count("rooms", head.rooms);
  line.count("released", head.released);
  line.json().key("left_out").begin_object();
  line.count("closed", head.closed).count("direct", head.direct).count("talks", head.talks);
  line.count("unknown", head.unknown).count("reports", head.reports);
  line.count("waiting_notices", head.waiting_notices);
  line.json().end_object();
  return line.take();
}

std::string encode_line(const UnitRow& unit) {
  LineWriter line("unit");
  line.id("unit", unit.unit);
  if (unit.parent != UnitId{}) line.id("parent", unit.parent);
  line.text("name", unit.name).flag("closed", unit.closed);
  return line.flag("reception", unit.reception_since != Instant{}).take();
}

std::string encode_line(const Member& member) {
  LineWriter line("member");
  line.id("member", member.member).text("name", member.name);
  if (!member.login.empty()) line.text("login", member.login);
  const StandingRow& standing = member.standing;
  if (standing.home != UnitId{}) {
    line.id("home", standing.home);
  } else {
    line.text("welcome", word_of(standing.welcome));
    line.time("waiting_since", standing.waiting_since);
  }
  if (!standing.active) line.json().key("active").boolean(false);
  line.json().key("duties").begin_array();
  for (const HeldDuty& held : standing.duties) {
    line.json().begin_object();
    line.id("unit", held.unit).text("duty", word(held.duty));
    line.json().end_object();
  }
  line.json().end_array();
  line.flag("presence", member.presence);
  if (member.erasing) {
    line.json().key("erasing").begin_object();
    line.id("room", member.erasing->room).count("seq", member.erasing->seq);
    line.json().end_object();
  }
  return line.take();
}

std::string encode_line(const Room& room) {
  LineWriter line("room");
  const RoomRules& rules = room.rules.rules;
  line.id("room", room.row.room).text("title", room.row.title).id("by", room.row.created_by);
  line.id("unit", rules.unit).text("type", word(rules.type)).text("access", word(rules.access));
  line.text("past", word(rules.past)).flag("archived", room.rules.archived);
  line.count("members", room.members).count("last_seq", room.row.last_seq);
  return line.count("last_n", room.row.last_n).time("last_at", room.row.last_at).take();
}

std::string encode_line(const Seat& seat) {
  LineWriter line("seat");
  line.id("room", seat.room).id("member", seat.member).count("joined", seat.joined);
  if (seat.read) line.count("read_seq", seat.read->seq).count("read_n", seat.read->n);
  return line.take();
}

std::string encode_line(const ReactionMark& mark) {
  LineWriter line("reaction");
  line.id("room", mark.room).count("target", mark.target).id("member", mark.member);
  return line.text("reaction", limits::reactions[mark.reaction - 1U]).take();
}

std::string encode_line(const Confirmation& mark) {
  LineWriter line("confirmed");
  return line.id("room", mark.room).count("seq", mark.seq).id("member", mark.member).take();
}

std::string encode_line(const AlertMark& mark) {
  LineWriter line("alert");
  line.id("room", mark.room).id("member", mark.member).id("unit", mark.unit);
  line.text("reach", word(mark.reach));
  if (mark.option != 0) line.count("option", mark.option).time("answered_at", mark.answered_at);
  if (mark.revisions != 0) line.count("revisions", mark.revisions);
  if (mark.ticked_by != MemberId{}) line.id("ticked_by", mark.ticked_by);
  return line.take();
}

std::string encode_line(const Mention& mark) {
  LineWriter line("mention");
  line.id("member", mark.member).id("room", mark.room).count("seq", mark.seq);
  return line.time("at", mark.at).id("by", mark.by).take();
}

std::string encode_line(const Check& check) {
  LineWriter line("check");
  return line.count("lines", check.lines).text("sha256", check.sha256).take();
}

std::string encode_line(const End& end) {
  LineWriter line("end");
  line.count("lines", end.lines).count("members", end.members).count("rooms", end.rooms);
  return line.count("events", end.events).text("sha256", end.sha256).take();
}

std::string event_line(std::string_view bytes) {
  std::string line;
  line.reserve(event_begin.size() + bytes.size() + 1);
  line += event_begin;
  line += bytes;
  line += '}';
  return line;
}

std::optional<std::string_view> event_of_line(std::string_view line) {
  if (!line.starts_with(event_begin) || !line.ends_with('}')) return std::nullopt;
  line.remove_prefix(event_begin.size());
  line.remove_suffix(1);
  return line;
}

}  // namespace xinqiao::exported
