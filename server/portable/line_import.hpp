// A store made of the lines of an export. Events are kept as they are read; when the last line has
// come, the rows that follow from them are, too. Each line is checked by itself and against those
// before it; `compare_lines` then holds every line against what the new store would export, so that
// no line can say what its events do not. Errors: a sentence: what is wrong and what to do.
// Threading: one thread, on a store that nobody else uses.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/decode.hpp"
#include "protocol/exported.hpp"
#include "server/domain/world.hpp"
#include "server/portable/line_chain.hpp"
#include "server/portable/line_export.hpp"
#include "store/log.hpp"

namespace xinqiao::portable {

// What is wrong, if anything is.
using Wrong = std::optional<std::string>;

class LineImport {
 public:
  explicit LineImport(store::Log& log) : log_(log) {}

  // The next line, without its end.
  Wrong take(std::string_view line);
  // After the last one: what follows from the events is kept, and all of it synced.
  Wrong finish();

  const exported::Head& head() const { return head_; }
  const exported::End& end() const { return end_; }

 private:
  Wrong take_first(std::string_view line);
  Wrong take_event(std::string_view bytes);
  Wrong check_place(const Event& event);
  Wrong check_world() const;
  Wrong keep_if_much();
  Wrong keep();
  void keep_audience();
  void keep_totals();
  Wrong take_kind(const exported::Derived&) { return std::nullopt; }
  Wrong take_kind(const exported::Head& head);
  Wrong take_kind(const exported::Member& member);
  Wrong take_kind(const exported::Seat& seat);
  Wrong take_kind(const ReactionMark& mark);
  Wrong take_kind(const Confirmation& mark);
  Wrong take_kind(const AlertMark& mark);
  Wrong take_kind(const Mention& mark);
  Wrong take_kind(const exported::Check& check);
  Wrong take_kind(const exported::End& end);
  void put_mark(const Mark& mark);

  store::Log& log_;
  store::Batch batch_;
  domain::World world_;
  exported::Head head_;
  exported::End end_;
  exported::End seen_;  // counted here
  bool has_head_ = false;
  std::optional<exported::Check> due_;  // of the first line: it has to come next
  bool has_end_ = false;
  LineChain chain_;
  Decoder decoder_;
  exported::Decoder lines_;
  RoomRow last_;  // the last event's room, as far as it has come
  bool has_events_ = false;
  Instant latest_;
  AlertAudience audience_;  // of the alert whose people are being read
  PostRef reacted_;         // the post whose reactions are being read
  ReactionTotals totals_;
};

// The next line of the file, or nothing at its end.
using NextLine = std::function<std::optional<std::string_view>()>;

// Holds each line but the first two against what `log` exports. `number` is that of the line that
// is looked at: it is the wrong one if there is one.
Wrong compare_lines(const store::Log& log, const ExportOrder& order, const NextLine& next,
                    std::uint64_t& number);

}  // namespace xinqiao::portable
