#include "server/history.hpp"

#include "protocol/limits.hpp"
#include "store/keys.hpp"

#include <algorithm>
#include <map>

namespace xinqiao {
namespace {

using store::Family;
using store::Order;
using store::Status;
namespace keys = store::keys;

class PageReader {
 public:
  PageReader(const store::Log& log, Decoder& decoder, const History& query, Seq top, Seq bottom)
      : log_(log), decoder_(decoder), query_(query), bottom_(bottom) {
    page_.room = query.room;
    page_.top = top;
    limit_ = query.limit == 0 ? limits::history_events_default
                              : std::min(query.limit, limits::history_events);
  }

  Status read() {
    switch (query_.from) {
      case HistoryFrom::latest:
        before(page_.top + 1, limit_);
        break;
      case HistoryFrom::before:
        before(query_.value, limit_);
        break;
      case HistoryFrom::after:
        after(query_.value, limit_);
        break;
      case HistoryFrom::around:
        around(query_.value);
        break;
      case HistoryFrom::at:
        page_.at_seq = seq_at(Instant{static_cast<std::int64_t>(query_.value)});
        around(*page_.at_seq);
        break;
    }
    if (status_.is_ok()) read_about();
    return status_;
  }

  HistoryPage take() { return std::move(page_); }

 private:
  // Events with seq < end (and up to top), the last `most`, put in front in ascending order.
  void before(Seq end, std::size_t most) {
    std::vector<std::string> found;
    end = std::min(end, page_.top + 1);
    scan(keys::event(query_.room, bottom_), keys::event(query_.room, end), Order::descending, most,
         found);
    page_.events.insert(page_.events.begin(), std::make_move_iterator(found.rbegin()),
                        std::make_move_iterator(found.rend()));
  }

  // Events with seq > start, the first `most`, at the end.
  void after(Seq start, std::size_t most) {
    if (start >= page_.top) return;
    start = std::max(start, bottom_ - 1);
    scan(keys::event(query_.room, start + 1), keys::event(query_.room, page_.top + 1),
         Order::ascending, most, page_.events);
  }

  void around(Seq seq) {
    const std::size_t older = limit_ / 2;
    before(seq, older);
    const std::size_t have = page_.events.size();
    after(seq == 0 ? 0 : seq - 1, limit_ - have);
    if (page_.events.size() < limit_ && have == older) refill_before(seq);
  }

  // Near the end of the room the newer half is short: the older half may be longer for it.
  void refill_before(Seq seq) {
    const std::size_t newer = page_.events.size() - limit_ / 2;
    std::vector<std::string> tail(
        std::make_move_iterator(page_.events.end() - static_cast<std::ptrdiff_t>(newer)),
        std::make_move_iterator(page_.events.end()));
    page_.events.clear();
    bytes_ = 0;
    for (const std::string& event : tail) bytes_ += event.size();
    before(seq, limit_ - newer);
    std::move(tail.begin(), tail.end(), std::back_inserter(page_.events));
  }

  void scan(const std::string& from, const std::string& to, Order order, std::size_t most,
            std::vector<std::string>& out) {
    if (most == 0 || !status_.is_ok()) return;
    std::size_t left = most;
    status_ =
        log_.scan(Family::events, from, to, order, [&](std::string_view, std::string_view bytes) {
          bytes_ += bytes.size();
          // The first event always fits, or a page could stay empty for ever.
          if (bytes_ > limits::history_bytes && left < most) return false;
          out.emplace_back(bytes);
          return --left > 0;
        });
  }

  // The first seq with at >= time, or top: `at` never falls in a room, so halving finds it.
  Seq seq_at(Instant time) {
    Seq low = bottom_;
    Seq high = page_.top;
    while (low < high) {
      const Seq middle = low + (high - low) / 2;
      if (time_of(middle) >= time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }

  Instant time_of(Seq seq) {
    const auto bytes = log_.get(Family::events, keys::event(query_.room, seq));
    Event event;
    if (bytes && decoder_.event(*bytes, event)) return event.at;
    status_ = Status::error(store::Fault::corrupted, "an event of the log cannot be read");
    return {};
  }

  // The latest edit of each post of the page, wherever up to top it stands.
  void read_about() {
    if (page_.events.empty()) return;
    const Seq first = seq_of(page_.events.front());
    const Seq last = seq_of(page_.events.back());
    std::map<Seq, Seq> latest;  // post -> edit
    status_ = log_.scan(Family::index, keys::edit(query_.room, first, 0),
                        keys::edit(query_.room, last + 1, 0), Order::ascending,
                        [&](std::string_view key, std::string_view) {
                          const Seq edit = keys::number(key, 1, 2);
                          if (edit <= page_.top) latest[keys::number(key, 1, 1)] = edit;
                          return true;
                        });
    for (const auto& [post, edit] : latest) {
      auto bytes = log_.get(Family::events, keys::event(query_.room, edit));
      if (bytes) page_.about.push_back(std::move(*bytes));
    }
  }

  Seq seq_of(const std::string& bytes) {
    Event event;
    if (decoder_.event(bytes, event)) return event.seq;
    status_ = Status::error(store::Fault::corrupted, "an event of the log cannot be read");
    return 0;
  }

  const store::Log& log_;
  Decoder& decoder_;
  const History& query_;
  const Seq bottom_;
  std::size_t limit_ = 0;
  std::size_t bytes_ = 0;
  HistoryPage page_;
  Status status_;
};

}  // namespace

variant<HistoryPage, Status> read_history(const store::Log& log, Decoder& decoder,
                                          const History& query, Seq top, Seq bottom) {
  PageReader reader(log, decoder, query, top, bottom);
  Status status = reader.read();
  if (!status.is_ok()) return status;
  return reader.take();
}

}  // namespace xinqiao
