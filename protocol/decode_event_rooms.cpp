#include "protocol/decode_event_rooms.hpp"

#include <utility>

namespace xinqiao {
namespace {

bool read_order_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own) {
  if (kind == "moderated") {
    const Seq target = fields.integer("target", 1);
    body = Moderated{target, fields.text("reason")};
    own = 2;
  } else if (kind == "muted") {
    Muted muted;
    muted.member = fields.id<MemberId>("member");
    muted.until = Instant{static_cast<std::int64_t>(fields.integer("until", 0))};
    muted.reason = fields.text("reason");
    body = std::move(muted);
    own = 3;
  } else if (kind == "unmuted") {
    body = Unmuted{fields.id<MemberId>("member")};
    own = 1;
  } else if (kind == "read_only") {
    ReadOnlySet set;
    set.on = fields.boolean("on");
    own = fields.has("reason") ? 2 : 1;
    if (own == 2) set.reason = fields.text("reason");
    body = std::move(set);
  } else if (kind == "release") {
    ReleaseMoved moved;
    moved.move = fields.one_of<ReleaseMove>("move");
    own = fields.has("reason") ? 2 : 1;
    if (own == 2) moved.reason = fields.text("reason");
    body = std::move(moved);
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool read_rooms_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own) {
  own = 3;
  if (kind == "notice") {
    Noticed notice;
    notice.of = fields.one_of<NoticeClass>("class");
    notice.title = fields.text("title");
    notice.text = fields.text("text");
    body = std::move(notice);
  } else if (kind == "notice_closed") {
    NoticeClosed closed;
    closed.target = fields.integer("target", 1);
    closed.confirmed = fields.integer("confirmed", 0);
    closed.members = fields.integer("of", 0);
    body = closed;
  } else if (kind == "recalled") {
    body = Recalled{fields.integer("target", 1)};
    own = 1;
  } else if (kind == "pinned") {
    body = Pinned{fields.integer("target", 1)};
    own = 1;
  } else if (kind == "unpinned") {
    body = Unpinned{fields.integer("target", 1)};
    own = 1;
  } else if (kind == "forwarded") {
    Forwarded forwarded;
    forwarded.text = fields.text("text");
    forwarded.from_room = fields.id<RoomId>("from_room");
    forwarded.from_by = fields.id<MemberId>("from_by");
    forwarded.from_at = Instant{static_cast<std::int64_t>(fields.integer("from_at", 0))};
    body = std::move(forwarded);
    own = 4;
  } else {
    return read_order_body(fields, kind, body, own);
  }
  return true;
}

}  // namespace xinqiao
