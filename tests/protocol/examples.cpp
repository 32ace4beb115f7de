#include "tests/protocol/examples.hpp"

#include "protocol/hex.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace xinqiao::testing {
namespace {

struct Describer {
  std::ostringstream& out;

  void operator()(const StartSession& c) const { out << "session.start device=" << c.device; }
  void operator()(const EndSession& c) const {
    out << "session.end";
    if (c.session != SessionId{}) out << " session=" << c.session.value;
  }
  void operator()(const ListSessions&) const { out << "session.list"; }
  void operator()(const StartByPassword& c) const {
    out << "session.start login=" << c.login << " device=" << c.device;
  }
  void operator()(const StartByInvitation& c) const {
    out << "session.start invited name=" << c.name << " device=" << c.device;
  }
  void operator()(const SetPassword& c) const { out << "password.set login=" << c.login; }
  void operator()(const RenameMember& c) const {
    out << "member.rename member=" << c.member.value << " name=" << c.name;
  }
  void operator()(const EraseMember& c) const {
    out << "member.erase member=" << c.member.value << (c.words ? " words" : "");
  }
  void operator()(const EndSessions& c) const {
    out << "session.end_all member=" << c.member.value;
  }
  void operator()(const CreateInvitation& c) const {
    out << "invitation.create unit=" << c.unit.value << (c.duty ? " organiser" : "")
        << " uses=" << c.uses << " days=" << c.days << " note=" << c.note;
  }
  void operator()(const RevokeInvitation& c) const {
    out << "invitation.revoke " << hex_of(c.invitation);
  }
  void operator()(const ListInvitations& c) const {
    out << "invitation.list after=" << hex_of(c.after) << " limit=" << c.limit;
  }
  void operator()(const CreateLink& c) const {
    out << "link.create";
    if (c.member) out << " member=" << c.member->value;
    if (c.end_sessions) out << " end_sessions";
  }
  void operator()(const AddMember& c) const {
    out << "member.add name=" << c.name << (c.organiser ? " organiser" : "");
    if (c.home != UnitId{}) out << " unit=" << c.home.value;
  }
  void operator()(const CreateRoom& c) const {
    out << "room.create title=" << c.title;
    if (c.unit == UnitId{}) return;
    out << " unit=" << c.unit.value << ' ' << word(c.type) << ' ' << word(c.access) << ' '
        << word(c.past);
  }
  void operator()(const OpenDirect& c) const { out << "direct.open member=" << c.member.value; }
  void operator()(const RenameRoom& c) const {
    out << "room.rename room=" << c.room.value << " title=" << c.title;
  }
  void operator()(const SetRoomRules& c) const {
    out << "room.rules room=" << c.room.value;
    if (c.access) out << " access=" << word(*c.access);
    if (c.past) out << " past=" << word(*c.past);
  }
  void operator()(const ArchiveRoom& c) const {
    out << (c.archived ? "room.archive" : "room.reopen") << " room=" << c.room.value;
  }
  void operator()(const AddToRoom& c) const {
    out << "room.add room=" << c.room.value;
    for (const MemberId member : c.members) out << ' ' << member.value;
  }
  void operator()(const RemoveFromRoom& c) const {
    out << "room.remove room=" << c.room.value << " member=" << c.member.value;
  }
  void operator()(const CreateUnit& c) const {
    out << "unit.create parent=" << c.parent.value << " name=" << c.name;
  }
  void operator()(const RenameUnit& c) const {
    out << "unit.rename unit=" << c.unit.value << " name=" << c.name;
  }
  void operator()(const MoveUnit& c) const {
    out << "unit.move unit=" << c.unit.value << " parent=" << c.parent.value;
  }
  void operator()(const CloseUnit& c) const { out << "unit.close unit=" << c.unit.value; }
  void operator()(const SetReception& c) const {
    out << "unit.reception unit=" << c.unit.value << (c.on ? " on" : " off");
  }
  void operator()(const SetHome& c) const {
    out << "member.move member=" << c.member.value << " unit=" << c.unit.value;
  }
  void operator()(const WelcomeMember& c) const {
    out << "member.welcome member=" << c.member.value;
  }
  void operator()(const SetDuty& c) const {
    out << (c.held ? "duty.give" : "duty.take") << " member=" << c.member.value
        << " unit=" << c.unit.value << ' ' << word(c.duty);
  }
  void operator()(const SetActive& c) const {
    out << (c.active ? "member.reactivate" : "member.deactivate") << " member=" << c.member.value;
  }
  void operator()(const Tree& c) const {
    out << "unit.tree";
    if (c.version) out << " version=" << *c.version;
    out << " after=" << c.after.value << " limit=" << c.limit;
  }
  void operator()(const ListPeople& c) const {
    out << "member.list unit=" << c.unit.value << " after=" << c.after.value
        << " limit=" << c.limit;
  }
  void operator()(const OrganisationLog& c) const {
    out << "unit.log before=" << c.before << " limit=" << c.limit;
  }
  void operator()(const ListMentions&) const { out << "mention.list"; }
  void operator()(const Recall& c) const {
    out << "message.recall room=" << c.room.value << " target=" << c.target;
  }
  void operator()(const RemovePost& c) const {
    out << "message.remove room=" << c.room.value << " target=" << c.target
        << " reason=" << c.reason;
  }
  void operator()(const MuteMember& c) const {
    out << "room.mute room=" << c.room.value << " member=" << c.member.value
        << " minutes=" << c.minutes << " reason=" << c.reason;
  }
  void operator()(const UnmuteMember& c) const {
    out << "room.unmute room=" << c.room.value << " member=" << c.member.value;
  }
  void operator()(const SetReadOnly& c) const {
    out << "room.read_only room=" << c.room.value << (c.on ? " on" : " off")
        << " reason=" << c.reason;
  }
  void operator()(const MoveRelease& c) const {
    out << "room.release room=" << c.room.value << ' ' << word(c.move) << " reason=" << c.reason;
  }
  void operator()(const ReportPost& c) const {
    out << "message.report room=" << c.room.value << " seq=" << c.seq << " reason=" << c.reason;
  }
  void operator()(const SettleReport& c) const {
    out << "report.settle report=" << c.report << ' ' << word(c.outcome) << " note=" << c.note;
  }
  void operator()(const ListReports& c) const {
    out << "report.list" << (c.settled ? " settled" : "") << " after=" << c.after
        << " limit=" << c.limit;
  }
  void operator()(const ListOwnReports& c) const {
    out << "report.mine after=" << c.after << " limit=" << c.limit;
  }
  void operator()(const SetPresence& c) const { out << "presence.set " << (c.on ? "on" : "off"); }
  void operator()(const ListPresent& c) const { out << "presence.list room=" << c.room.value; }
  void operator()(const Forward& c) const {
    out << "message.forward room=" << c.room.value << " from=" << c.from.value << ':' << c.seq;
  }
  void operator()(const SetPin& c) const {
    out << (c.on ? "pin.set" : "pin.clear") << " room=" << c.room.value << " target=" << c.target;
  }
  void operator()(const ListPins& c) const { out << "pin.list room=" << c.room.value; }
  void operator()(const SetReaction& c) const {
    out << "reaction.set room=" << c.room.value << " target=" << c.target
        << " reaction=" << int{c.reaction};
  }
  void operator()(const ListReactions& c) const {
    out << "reaction.list room=" << c.room.value << " seq=" << c.seq << " after=" << c.after.value
        << " limit=" << c.limit;
  }
  void operator()(const CountReads& c) const {
    out << "read.count room=" << c.room.value << " seq=" << c.seq;
  }
  void operator()(const PostNotice& c) const {
    out << "notice.post room=" << c.room.value << ' ' << word(c.of) << " title=" << c.title
        << " text=" << c.text;
    if (c.at) out << " at=" << c.at->ms;
  }
  void operator()(const ConfirmNotice& c) const {
    out << "notice.confirm room=" << c.room.value << " seq=" << c.seq;
  }
  void operator()(const ListConfirmations& c) const {
    out << "notice.confirmations room=" << c.room.value << " seq=" << c.seq
        << (c.confirmed ? " yes" : " no") << " after=" << c.after.value << " limit=" << c.limit;
  }
  void operator()(const ListScheduled& c) const { out << "notice.scheduled room=" << c.room.value; }
  void operator()(const MoveQuestion& c) const {
    out << "question " << word(c.move) << " room=" << c.room.value << " question=" << c.question;
    if (c.unit != UnitId{}) out << " unit=" << c.unit.value;
    if (!c.text.empty()) out << " text=" << c.text;
    if (!c.reason.empty()) out << " reason=" << c.reason;
  }
  void operator()(const ListQuestions& c) const {
    out << "question.list unit=" << c.unit.value << (c.mine ? " mine" : "");
    if (c.after) {
      out << " after=" << c.after->due.ms << '/' << c.after->room.value << '/' << c.after->question;
    }
    out << " limit=" << c.limit;
  }
  void operator()(const CountQuestions& c) const {
    out << "question.figures after=" << c.after.value << " limit=" << c.limit;
  }
  void operator()(const RaiseAlert& c) const {
    out << "alert.raise " << (c.drill ? "drill" : "real") << " units=";
    for (const UnitId unit : c.units) out << unit.value << ',';
    out << " title=" << c.title << " text=" << c.text << " options=";
    for (const std::string& option : c.options) out << option << ',';
  }
  void operator()(const MoveAlert& c) const {
    out << "alert " << word(c.move) << " room=" << c.room.value << " text=" << c.text;
  }
  void operator()(const ReachAlert& c) const {
    out << "alert.reach room=" << c.room.value << ' ' << word(c.reach);
  }
  void operator()(const AnswerAlert& c) const {
    out << "alert.answer room=" << c.room.value << " option=" << c.option;
  }
  void operator()(const TickAlert& c) const {
    out << (c.on ? "alert.tick" : "alert.untick") << " room=" << c.room.value
        << " member=" << c.member.value;
  }
  void operator()(const NoteWritten&) const { out << "never from outside"; }
  void operator()(const CountAudience& c) const {
    out << "alert.audience units=";
    for (const UnitId unit : c.units) out << unit.value << ',';
  }
  void operator()(const ListAlerts&) const { out << "alert.list"; }
  void operator()(const RollAlert& c) const { out << "alert.roll room=" << c.room.value; }
  void operator()(const ListMissing& c) const {
    out << "alert.missing room=" << c.room.value << " unit=" << c.unit.value
        << " after=" << c.after.value << " limit=" << c.limit;
  }
  void operator()(const AskTalk& c) const {
    out << "talk.ask";
    if (c.unit != UnitId{}) out << " unit=" << c.unit.value;
    if (c.listener != MemberId{}) out << " listener=" << c.listener.value;
    out << " package:" << c.package.size();
  }
  void operator()(const MoveTalk& c) const {
    out << "talk " << word(c.move) << " room=" << c.room.value;
    if (!c.bytes.empty()) out << " bytes:" << c.bytes.size();
  }
  void operator()(const SetListening& c) const { out << "talk.duty " << (c.on ? "on" : "off"); }
  void operator()(const ListListeners&) const { out << "talk.listeners"; }
  void operator()(const ListTalks&) const { out << "talk.list"; }
  void operator()(const CancelNotice& c) const {
    out << "notice.cancel room=" << c.room.value << " notice=" << c.notice;
  }
  void operator()(const JoinRoom& c) const { out << "room.join room=" << c.room.value; }
  void operator()(const LeaveRoom& c) const { out << "room.leave room=" << c.room.value; }
  void operator()(const Post& c) const {
    out << "message.post room=" << c.room.value << " text=" << c.text;
    if (c.re) out << " re=" << *c.re;
  }
  void operator()(const Edit& c) const {
    out << "message.edit room=" << c.room.value << " target=" << c.target << " text=" << c.text;
  }
  void operator()(const Delete& c) const {
    out << "message.delete room=" << c.room.value << " target=" << c.target;
  }
  void operator()(const SetRead& c) const {
    out << "read.set room=" << c.room.value << " seq=" << c.seq;
  }
  void operator()(const Me&) const { out << "session.me"; }
  void operator()(const NameMembers& c) const {
    out << "member.names";
    for (const MemberId member : c.members) out << ' ' << member.value;
  }
  void operator()(const ListRooms& c) const {
    out << "room.list after=" << c.after.value << " limit=" << c.limit;
  }
  void operator()(const ListMembers& c) const {
    out << "room.members room=" << c.room.value << " after=" << c.after.value
        << " limit=" << c.limit;
  }
  void operator()(const Ping&) const { out << "ping"; }
  void operator()(const History& c) const {
    constexpr const char* froms[] = {"latest", "before", "after", "around", "at"};
    out << "history room=" << c.room.value << ' ' << froms[static_cast<std::size_t>(c.from)] << '='
        << c.value << " limit=" << c.limit;
  }
  void operator()(const Search& c) const {
    out << "search query=" << c.query << " rooms=";
    for (const RoomId room : c.rooms) out << room.value << ',';
    if (c.before) {
      out << " before=" << c.before->at.ms << '/' << c.before->room.value << '/' << c.before->seq;
    }
    out << " limit=" << c.limit;
  }
  void operator()(const Resume& c) const {
    out << "resume epoch=" << c.epoch << " marks_since=" << c.marks_since;
    for (const ResumeRoom& room : c.rooms) {
      out << " room=" << room.room.value << ':';
      for (const Interval& one : room.have) out << '[' << one.first << ',' << one.last << ']';
    }
  }
  void operator()(const Typing& c) const { out << "typing room=" << c.room.value; }
  template <class Inner>
  void operator()(const Inner&) const {
    out << "a command that no client can send";
  }
};

}  // namespace

std::string read_tree_file(const std::string& path) {
  std::ifstream file(XINQIAO_SOURCE_DIR "/" + path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Example> examples(const std::string& folder) {
  const std::string place = "protocol/examples/" + folder + "/";
  std::vector<Example> found;
  for (const auto& entry : std::filesystem::directory_iterator(XINQIAO_SOURCE_DIR "/" + place)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".json") continue;
    std::string text = read_tree_file(place + path.filename().string());
    if (!text.empty() && text.back() == '\n') text.pop_back();
    found.push_back({path.stem().string(), std::move(text)});
  }
  if (found.empty()) throw std::runtime_error("no examples in " + place);
  std::sort(found.begin(), found.end(),
            [](const Example& a, const Example& b) { return a.name < b.name; });
  return found;
}

std::string describe(const Request& request) {
  std::ostringstream out;
  out << (request.id.empty() ? "-" : request.id) << ' ';
  visit(Describer{out}, request.command);
  if (const auto* place = get_if<OutboxPlace>(&request.guard)) {
    out << " outbox=" << place->outbox << " n=" << place->n;
  }
  if (const auto* key = get_if<RepeatKey>(&request.guard)) {
    out << " key=" << std::hex;
    for (const unsigned byte : *key) out << (byte >> 4) << (byte & 15u);
  }
  const Secrets& secrets = request.secrets;
  if (!secrets.link.empty()) {
    out << " link=" << secrets.link << " claim=" << secrets.claim
        << (secrets.want_cookie ? " cookie" : " token");
  }
  if (!secrets.password.empty()) out << " password=" << secrets.password;
  if (!secrets.fresh.empty()) out << " new=" << secrets.fresh;
  return out.str();
}

}  // namespace xinqiao::testing
