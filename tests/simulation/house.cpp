#include "tests/simulation/house.hpp"

#include "protocol/encode.hpp"

#include <algorithm>
#include <utility>

namespace xinqiao::simulation {

TokenHash token_hash(std::string_view secret) {
  TokenHash hash{};
  std::uint64_t part = hash_of(secret);
  for (std::size_t i = 0; i < hash.size(); ++i) {
    if (i % 8 == 0) part = hash_of(secret, part + i);
    hash[i] = static_cast<std::uint8_t>(part >> (i % 8 * 8));
  }
  return hash;
}

House::House(Ground& ground)
    : ground_(ground), clock_(ground.clock, ground.plant == Plant::sleep_over_deadlines) {
  for (std::uint32_t i = 0; i < threads; ++i) {
    const std::size_t bytes =
        ground.plant == Plant::boundless_outbox ? SIZE_MAX / 2 : ground.outbox_bytes;
    threads_[i].hub = std::make_unique<Hub>(i, metrics_, bytes, nullptr, put);
    threads_[i].moment.sync = ground.ledger.syncs();
  }
  at_work_ = this;
  Pipeline::Options options;
  options.commands_per_second = ground.commands_per_second;
  options.on_failure = [this](const store::Status&) {
    if (failed_) ground_.story.broken("fail-stop", "a failure is told twice");
    failed_ = true;
  };
  pipeline_ = std::make_unique<Pipeline>(ground.log, clock_, *this, metrics_, std::move(options));
}

House::~House() {
  if (at_work_ == this) at_work_ = nullptr;
}

void House::open_doors() {
  ground_.doom.stage = Point::loading;
  const store::Status status = pipeline_->load();
  ground_.doom.stage = Point::idle;
  ground_.doom.pass(Point::loaded);
  if (!status.is_ok()) ground_.story.broken("I8", "the store cannot be loaded: " + status.message);
}

LinePtr House::connect(const TokenHash& caller, bool is_exchange, std::string address) {
  auto line = std::make_shared<Line>();
  line->number = ++ground_.lines_opened;
  line->thread = static_cast<std::uint32_t>(ground_.random.below(threads));
  line->is_exchange = is_exchange;
  line->is_direct = !is_exchange && ground_.random.chance(ground_.direct_percent);
  line->caller = caller;
  line->address = std::move(address);
  line->id = hub(*line).open();
  lines_.push_back(line);
  if (is_exchange) return line;
  Request request;
  request.command = Open{};
  order(*line, std::move(request));
  return line;
}

// --- The stages ---

bool House::decide_step() {
  if (failed_) return false;
  const Point before = std::exchange(ground_.doom.stage, Point::deciding);
  const bool is_full = !ground_.log.has_room() && (!is_unwritten_ || is_full_);
  const bool did = pipeline_->decide_step();
  if (did) is_full_ = is_full;
  ground_.doom.stage = before;
  if (did) is_undecided_ = false;
  is_unwritten_ = is_unwritten_ || did;
  return did;
}

bool House::write_step() {
  if (failed_) return false;
  ground_.log.set_gate(is_unwritten_ && is_full_);
  const bool was_unwritten = std::exchange(is_unwritten_, false);  // more may be decided meanwhile
  const bool did = pipeline_->write_step();
  is_unwritten_ = is_unwritten_ || (was_unwritten && !did);
  return did;
}

bool House::sync_step() {
  return !failed_ && pipeline_->sync_step();
}

bool House::read_step() {
  if (failed_) return false;
  reading_ = true;
  const Point before = std::exchange(ground_.doom.stage, Point::reading);
  const bool did = pipeline_->read_step();
  ground_.doom.stage = before;
  reading_ = false;
  return did;
}

// Two threads tell: the keeper and the reader. What the reader told last may be overtaken by what
// the keeper tells next, on one hub and not on the other, but never the other way round: a page is
// read after the keeper has told.
void House::tell(std::shared_ptr<const TellBatch> batch) {
  if (ground_.log.has_sync_failed()) ground_.story.broken("I9", "told after a failed sync");
  ground_.doom.pass(reading_ ? Point::page_read : Point::before_tell);
  if (ground_.plant == Plant::invent_totals) batch = with_invented_totals(*batch);
  for (const Instruction& instruction : *batch) check_told(instruction);
  batch = spoil(std::move(batch));
  if (!reading_) told_syncs_ = ground_.ledger.syncs();
  const Told told{std::move(batch), {ground_.ledger.syncs(), reading_}};
  // The reader is held back while a deletion is told.
  const bool in_order =
      reading_ || std::ranges::any_of(*told.batch, [&](const Instruction& one) {
        const auto* tell = get_if<Tell>(&one);
        const auto* event = tell ? ground_.ledger.event(tell->room, tell->seq) : nullptr;
        const bool is_forgotten = event != nullptr && event->kind == "talk" &&
                                  ground_.ledger.talks().is_forgotten(tell->room);
        return is_forgotten ||
               (event != nullptr && (event->kind == "delete" || event->kind == "moderated"));
      });
  for (Thread& thread : threads_) {
    auto place = thread.queue.end();
    while (!in_order && place != thread.queue.begin() && std::prev(place)->moment.from_reader &&
           ground_.random.chance(50)) {
      --place;
    }
    thread.queue.insert(place, told);
  }
  if (!reading_) ground_.doom.pass(Point::after_tell);
}

bool House::hub_step(std::uint32_t index) {
  Thread& thread = threads_[index];
  if (thread.queue.empty()) {
    pass_wishes(index);  // what was given back comes again
    return false;
  }
  const Told told = std::move(thread.queue.front());
  thread.queue.pop_front();
  for (const Instruction& instruction : *told.batch) {
    if (const auto* opened = get_if<Opened>(&instruction)) {
      if (Line* line = line_of(opened->connection)) {
        line->member = opened->member;
        line->session = opened->session;
      }
    }
  }
  if (!told.moment.from_reader) thread.moment.sync = told.moment.sync;
  thread.moment.from_reader = told.moment.from_reader;
  thread.hub->tell(*told.batch);
  after_hub(index);
  thread.moment.from_reader = true;  // whatever is pushed later comes from a feed
  return true;
}

bool House::receive(Line& line) {
  if (!line.server_open || line.dead || line.to_server.empty()) return false;
  if (hub(line).calls_in_flight(line.id) >= limits::calls_in_flight) return false;
  const std::string text = std::move(line.to_server.front());
  line.to_server.pop_front();
  if (!line.client_open) ground_.doom.hits.note(Fault::late_words);
  ground_.story.line("line " + std::to_string(line.number) + " -> " + text.substr(0, 160));
  auto decoded = decoder_.request(text);
  if (const auto* error = get_if<DecodeError>(&decoded)) {
    push(line, encode_error(error->id, error->refusal));
  } else {
    order(line, get<Request>(std::move(decoded)));
  }
  return true;
}

void House::order(Line& line, Request request) {
  Heard heard{.from = line.id,
              .caller = line.caller,
              .member = hub(line).member(line.id).value_or(MemberId{}),
              .session = hub(line).session(line.id),
              .address = line.address,
              .request = {},
              .disclose = {}};
  if (auto* start = get_if<StartSession>(&request.command)) {
    start->link = token_hash(request.secrets.link);
    start->claim = token_hash(request.secrets.claim);
    const bool is_let_in = ground_.plant == Plant::open_to_guesses && line.address == "stranger";
    if (is_let_in) start->link = last_link_;
    line.token = "token-" + std::to_string(ground_.random.next());
    start->token = token_hash(line.token);
    if (!request.secrets.want_cookie) heard.disclose = line.token;
    request.secrets = {};
  } else if (auto* link = get_if<CreateLink>(&request.command)) {
    heard.disclose = "link-secret-" + std::to_string(ground_.random.next());
    link->link = token_hash(heard.disclose);
    last_link_ = link->link;
  } else if (const auto* typing = get_if<Typing>(&request.command)) {
    const auto frame = hub(line).typing(line.id, typing->room);
    if (frame) threads_[1 - line.thread].hub->typing_elsewhere(typing->room, line.member, *frame);
    for (std::uint32_t i = 0; i < threads; ++i) after_hub(i);
    return;
  }
  const std::string id = request.id;
  heard.request = std::move(request);
  const bool begun = id.empty() || hub(line).begin_call(line.id);
  if (begun && pipeline_->hear(std::move(heard))) {
    is_undecided_ = true;
    return;
  }
  if (begun && !id.empty()) hub(line).call_not_taken(line.id);
  push(line, encode_error(id.empty() ? "null" : id, Refusal{Reason::overloaded}));
}

void House::push(Line& line, std::string text) {
  hub(line).push(line.id, Frame(std::move(text)));
  after_hub(line.thread);
}

bool House::drain(Line& line, std::size_t bytes_max) {
  if (!line.server_open || line.dead || !line.writing) return false;
  write_out(line, bytes_max);
  hub(line).drained(line.id);
  after_hub(line.thread);
  return true;
}

void House::write_out(Line& line, std::size_t bytes_max) {
  if (line.dead) return;
  while (bytes_max > 0) {
    const Outbox* outbox = hub(line).to_write(line.id);
    if (outbox == nullptr) break;
    const std::size_t rest = outbox->front().bytes() - line.written;
    const std::size_t step = std::min(rest, bytes_max);
    bytes_max -= step;
    line.written += step;
    if (step < rest) break;
    const Frame frame = outbox->front();
    hub(line).wrote(line.id);
    line.written = 0;
    line.urgent = hub(line).outbox(line.id)->urgent();
    const Moment moment = line.moments.empty() ? Moment{} : line.moments.front();
    if (!line.moments.empty()) line.moments.pop_front();
    for (const std::string_view text : frame.texts()) hand_over(line, text, moment);
  }
  if (hub(line).to_write(line.id) != nullptr) return;
  line.writing = false;
  reach_at_once(line);
}

void House::hand_over(Line& line, std::string_view text, const Moment& moment) {
  Letter letter{std::string(text), json::parse(text).as_object()};
  check_letter(line, letter, moment);
  if (ground_.plant == Plant::double_tell && ground_.random.chance(5)) {
    line.to_client.push_back(letter);
  }
  line.to_client.push_back(std::move(letter));
}

void House::notice_loss(Line& line) {
  if (!line.server_open) return;
  line.server_open = false;
  hub(line).close(line.id);
  after_hub(line.thread);
}

void House::forget_closed_lines() {
  std::erase_if(lines_,
                [](const LinePtr& line) { return !line->server_open && !line->client_open; });
}

// --- What the owner of a hub must do ---

void House::after_hub(std::uint32_t index) {
  Thread& thread = threads_[index];
  for (const ConnectionId id : thread.hub->take_dirty()) {
    if (Line* line = line_of(id)) line->writing = true;
  }
  for (const LinePtr& line : lines_) {
    if (line->thread != index || !line->server_open) continue;
    const Outbox* outbox = thread.hub->outbox(line->id);
    if (outbox == nullptr) continue;
    note_moments(*line, *outbox, thread.moment);
    check_outbox(*outbox);
    if (!outbox->empty() && !line->writing) {
      ground_.story.broken("L1", "frames wait and nobody was told to write them");
    }
  }
  for (const auto& [id, code] : thread.hub->take_cuts()) {
    Line* line = line_of(id);
    if (line == nullptr) continue;
    ground_.story.line("line " + std::to_string(line->number) + " is cut " +
                       std::string(row(code).name));
    if (ground_.random.chance(50)) write_out(*line, ground_.random.below(4'000));
    line->close = code;
    line->server_open = false;
    thread.hub->close(id);
  }
  pass_wishes(index);
}

// What came since is of this moment; alerts among it stand before what waits.
void House::note_moments(Line& line, const Outbox& outbox, const Moment& moment) {
  std::deque<Moment>& moments = line.moments;
  const bool is_first = moments.empty();
  while (line.urgent < outbox.urgent() && !is_first) {
    const std::size_t place = std::min(1 + line.urgent++, moments.size());
    moments.insert(moments.begin() + static_cast<std::ptrdiff_t>(place), moment);
  }
  line.urgent = outbox.urgent();
  while (moments.size() < outbox.frames()) moments.push_back(moment);
  while (moments.size() > outbox.frames()) moments.pop_back();
}

void House::pass_wishes(std::uint32_t index) {
  Hub& hub = *threads_[index].hub;
  hub.pass_wishes([this](std::span<const FeedTask> tasks) {
    for (const FeedTask& task : tasks) {
      if (task.through < task.from || task.through - task.from >= limits::feed_page_events) {
        ground_.story.broken("bounds", "a feed wants a page of more than feed_page_events");
      }
    }
    const bool is_full = ground_.random.chance(5);
    return pipeline_->want(is_full ? tasks.first(tasks.size() / 2) : tasks);
  });
  if (!hub.has_written() || ground_.random.chance(50)) return;
  std::vector<AlertWritten> written = hub.take_written();
  pipeline_->wrote(written);
  hub.give_back(std::move(written));
}

void House::note_death() {
  Hits& hits = ground_.doom.hits;
  bool is_idle = true;
  const auto note = [&](bool is_so, Point point) {
    if (is_so) hits.note(point);
    is_idle = is_idle && !is_so;
  };
  const auto any_line = [&](auto test) { return std::ranges::any_of(lines_, test); };
  const bool first_waits = !threads_[0].queue.empty();
  const bool second_waits = !threads_[1].queue.empty();
  note(any_line([](const LinePtr& line) { return !line->to_server.empty(); }), Point::unheard);
  note(is_undecided_, Point::undecided);
  note(is_unwritten_, Point::unwritten);
  note(ground_.log.unsynced() != 0, Point::unsynced);
  note(first_waits && second_waits, Point::untold);
  note(first_waits != second_waits, Point::told_by_one);
  note(any_line([](const LinePtr& line) { return line->server_open && line->writing; }),
       Point::unsent);
  note(any_line([](const LinePtr& line) { return line->server_open && line->written != 0; }),
       Point::half_sent);
  note(any_line([](const LinePtr& line) { return !line->to_client.empty(); }), Point::on_the_line);
  if (is_idle) hits.note(Point::idle);
}

Line* House::line_of(ConnectionId id) {
  const auto found = std::ranges::find_if(
      lines_, [&](const LinePtr& line) { return line->id == id && line->server_open; });
  return found == lines_.end() ? nullptr : found->get();
}

}  // namespace xinqiao::simulation
