// The events of the organisation and of the rules of rooms.
#include "protocol/decode_event_organisation.hpp"

namespace xinqiao {
namespace {

// Writes the body and says how many fields are its own.
using BodyReader = std::size_t (*)(Params&, EventBody&);

UnitId unit_or_none(Params& fields, std::string_view name) {
  return UnitId{fields.integer(name, 0)};
}

std::size_t read_rules(Params& fields, EventBody& body) {
  RoomRules rules;
  rules.unit = fields.id<UnitId>("unit");
  rules.type = fields.one_of<RoomType>("type");
  rules.access = fields.one_of<Access>("access");
  rules.past = fields.one_of<Past>("past");
  body = rules;
  return 4;
}
std::size_t read_renamed(Params& fields, EventBody& body) {
  body = RoomRenamed{fields.text("title")};
  return 1;
}
std::size_t read_added(Params& fields, EventBody& body) {
  body = Added{fields.id<MemberId>("member")};
  return 1;
}
std::size_t read_removed(Params& fields, EventBody& body) {
  const MemberId member = fields.id<MemberId>("member");
  body = Removed{member, fields.one_of<Removal>("why")};
  return 2;
}
std::size_t read_unit_created(Params& fields, EventBody& body) {
  UnitCreated created;
  created.unit = fields.id<UnitId>("unit");
  created.parent = fields.id<UnitId>("parent");
  created.name = fields.text("name");
  body = std::move(created);
  return 3;
}
std::size_t read_unit_renamed(Params& fields, EventBody& body) {
  const UnitId unit = fields.id<UnitId>("unit");
  body = UnitRenamed{unit, fields.text("name")};
  return 2;
}
std::size_t read_unit_moved(Params& fields, EventBody& body) {
  const UnitId unit = fields.id<UnitId>("unit");
  body = UnitMoved{unit, fields.id<UnitId>("parent")};
  return 2;
}
std::size_t read_unit_closed(Params& fields, EventBody& body) {
  body = UnitClosed{fields.id<UnitId>("unit")};
  return 1;
}
std::size_t read_reception(Params& fields, EventBody& body) {
  const UnitId unit = fields.id<UnitId>("unit");
  body = ReceptionSet{unit, fields.boolean("on")};
  return 2;
}
std::size_t read_home(Params& fields, EventBody& body) {
  HomeSet home;
  home.member = fields.id<MemberId>("member");
  home.unit = unit_or_none(fields, "unit");
  home.from = unit_or_none(fields, "from");
  body = home;
  return 3;
}
template <class Body>
std::size_t read_standing(Params& fields, EventBody& body) {
  Body standing;
  standing.member = fields.id<MemberId>("member");
  standing.unit = unit_or_none(fields, "unit");
  if constexpr (requires { standing.duty; }) standing.duty = fields.one_of<Duty>("duty");
  body = standing;
  return requires {
    standing.duty;
  }
  ? 3 : 2;
}
template <class Body>
std::size_t read_bare(Params&, EventBody& body) {
  body = Body{};
  return 0;
}

struct KindReader {
  std::string_view name;
  BodyReader read;
};
constexpr KindReader kinds[] = {
    {"added", read_added},
    {"removed", read_removed},
    {"room_rules", read_rules},
    {"room_renamed", read_renamed},
    {"room_archived", read_bare<RoomArchived>},
    {"room_reopened", read_bare<RoomReopened>},
    {"unit_created", read_unit_created},
    {"unit_renamed", read_unit_renamed},
    {"unit_moved", read_unit_moved},
    {"unit_closed", read_unit_closed},
    {"reception_set", read_reception},
    {"home_set", read_home},
    {"member_welcomed", read_standing<Welcomed>},
    {"welcome_overdue", read_standing<WelcomeOverdue>},
    {"duty_given", read_standing<DutyGiven>},
    {"duty_taken", read_standing<DutyTaken>},
    {"member_deactivated", read_standing<Deactivated>},
    {"member_reactivated", read_standing<Reactivated>},
    {"member_erased", read_standing<MemberErased>},
};

}  // namespace

bool read_organisation_body(Params& fields, std::string_view kind, EventBody& body,
                            std::size_t& own) {
  for (const KindReader& candidate : kinds) {
    if (candidate.name != kind) continue;
    own = candidate.read(fields, body);
    return true;
  }
  return false;
}

}  // namespace xinqiao
