#include "bench/dialect.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

// Deliveries that are remembered; when there are more, all are forgotten and read again.
constexpr std::size_t known_most = 65'536;

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string as_text(const json::value& value) {
  if (const json::string* text = value.if_string()) return {text->begin(), text->end()};
  return json::serialize(value);
}

const json::value* at_pointer(StrangerFrame& frame, std::size_t from, const std::string& pointer) {
  const json::value* whole = frame.json(from);
  if (whole == nullptr) return nullptr;
  json::error_code none;
  return whole->find_pointer(pointer, none);
}

std::optional<std::regex> compiled(const std::string& pattern) {
  if (pattern.empty()) return std::nullopt;
  return std::regex(pattern, std::regex::ECMAScript | std::regex::optimize);
}

std::optional<std::string> find_between(const Place& place, std::string_view bytes) {
  const std::size_t at = bytes.find(place.behind);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = bytes.substr(at + place.behind.size());
  return std::string(rest.substr(0, place.until.empty() ? rest.size() : rest.find(place.until)));
}

std::optional<std::string> find(const Place& place, const std::optional<std::regex>& pattern,
                                std::size_t json_from, StrangerFrame& frame) {
  if (!place.behind.empty()) return find_between(place, frame.bytes());
  if (!place.pointer.empty()) {
    const json::value* value = at_pointer(frame, json_from, place.pointer);
    if (value == nullptr) return std::nullopt;
    return as_text(*value);
  }
  std::cmatch found;
  const std::string_view bytes = frame.bytes();
  if (!pattern || !std::regex_search(bytes.data(), bytes.data() + bytes.size(), found, *pattern) ||
      found.size() < 2) {
    return std::nullopt;
  }
  return found[1].str();
}

}  // namespace

const json::value* StrangerFrame::json(std::size_t from) {
  if (read_from_ != from) {
    read_from_ = from;
    json_.reset();
    json::error_code error;
    const std::string_view rest = bytes_.substr(std::min(from, bytes_.size()));
    json::value value = json::parse({rest.data(), rest.size()}, error);
    if (!error) json_ = std::move(value);
  }
  return json_ ? &*json_ : nullptr;
}

// --- What a frame must look like ---

Matcher::Matcher(Match match) : match_(std::move(match)), pattern_(compiled(match_.pattern)) {}

bool Matcher::holds(StrangerFrame& frame, const Blanks& blanks) const {
  if (!frame.bytes().starts_with(match_.after)) return false;
  if (frame.bytes().find(match_.contains) == std::string_view::npos) return false;
  if (!match_.pointer.empty()) {
    const json::value* value = at_pointer(frame, json_from(), match_.pointer);
    if (value == nullptr) return false;
    if (!match_.equals.empty() && as_text(*value) != render(match_.equals, blanks)) return false;
  }
  return !pattern_ || std::regex_search(frame.bytes().begin(), frame.bytes().end(), *pattern_);
}

// --- What it says ---

Dialect::Compiled::Compiled(const Sign& sign)
    : when(sign.when), id(sign.id), text(sign.text), id_pattern(compiled(sign.id.pattern)) {}

Dialect::Dialect(Adapter adapter) : adapter_(std::move(adapter)), delivery_(adapter_.delivery) {
  if (adapter_.acknowledgement) acknowledgement_.emplace(*adapter_.acknowledgement);
  if (adapter_.refusal) refusal_.emplace(*adapter_.refusal);
  for (const Reply& reply : adapter_.replies) replies_.emplace_back(reply.to);
  for (const auto* steps : {&adapter_.connect, &adapter_.enter}) {
    for (const Step& step : *steps) awaited_.emplace(&step.await, Matcher(step.await));
  }
}

bool Dialect::take(const Compiled& sign, Reading::Kind kind, StrangerFrame& frame,
                   Reading& reading) {
  if (!sign.when.holds(frame, {})) return false;
  reading.kind = kind;
  const std::size_t from = sign.when.json_from();
  if (const auto id = find(sign.id, sign.id_pattern, from, frame)) reading.n = number_of(*id);
  reading.text = find(sign.text, std::nullopt, from, frame);
  if (!reading.n && reading.text) reading.n = mark_of(*reading.text);
  return true;
}

const Dialect::Reading& Dialect::read(StrangerFrame& frame) {
  const std::uint64_t hash = std::hash<std::string_view>{}(frame.bytes());
  if (const auto known = known_.find(hash); known != known_.end()) return known->second;
  last_ = {};
  if (take(delivery_, Reading::Kind::delivery, frame, last_)) {
    if (known_.size() >= known_most) known_.clear();
    return known_.emplace(hash, last_).first->second;
  }
  if (acknowledgement_ && take(*acknowledgement_, Reading::Kind::acknowledgement, frame, last_)) {
    return last_;
  }
  if (refusal_) take(*refusal_, Reading::Kind::refusal, frame, last_);
  return last_;
}

bool Dialect::is_awaited(const Match& match, StrangerFrame& frame, const Blanks& blanks) {
  return awaited_.at(&match).holds(frame, blanks);
}

const Reply* Dialect::reply_to(StrangerFrame& frame) {
  for (std::size_t i = 0; i < replies_.size(); ++i) {
    if (replies_[i].holds(frame, {})) return &adapter_.replies[i];
  }
  return nullptr;
}

// --- Words ---

std::string marked(std::uint64_t n, std::string_view text) {
  std::string words = "~" + std::to_string(n) + " ";
  std::size_t room = text.size() - std::min(text.size(), words.size());
  while (room > 0 && (static_cast<unsigned char>(text[room]) & 0xc0U) == 0x80U) --room;
  return words.append(text.substr(0, room));
}

std::optional<std::uint64_t> mark_of(std::string_view text) {
  if (!text.starts_with('~')) return std::nullopt;
  return number_of(text.substr(1, text.find(' ') - 1));
}

std::string made_plain(std::string_view text) {
  std::string plain(text);
  for (char& c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                          (byte >= 'A' && byte <= 'Z') || byte == ' ';
    if (!is_plain) c = static_cast<char>('a' + byte % 26);
  }
  return plain;
}

}  // namespace xinqiao::bench
