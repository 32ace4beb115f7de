#include "bench/framing.hpp"

#include <algorithm>
#include <charconv>

namespace xinqiao::bench {
namespace {

constexpr std::size_t message_bytes_most = std::size_t{1} << 20;

class TextFraming final : public StrangerFraming {
 public:
  bool feed(std::string_view bytes, const Ears& ears) override {
    ears.on_message(bytes);
    return true;
  }
  std::string bytes_of(std::string_view message) override { return std::string(message); }
  bool is_binary() const override { return false; }
};

// --- NATS: lines that end in CR LF; after `MSG subject id bytes` so many bytes and CR LF ---

class NatsFraming final : public StrangerFraming {
 public:
  bool feed(std::string_view bytes, const Ears& ears) override {
    unread_.append(bytes);
    std::string_view rest = unread_;
    for (std::size_t used = 1; used > 0;) {
      used = take(rest, ears);
      if (used == std::string_view::npos) return false;
      rest.remove_prefix(used);
    }
    unread_.erase(0, unread_.size() - rest.size());
    return unread_.size() <= message_bytes_most;
  }
  std::string bytes_of(std::string_view message) override { return std::string(message); }
  bool is_binary() const override { return true; }

 private:
  // How many bytes the first message has; 0: it is not whole; npos: it is none.
  static std::size_t take(std::string_view rest, const Ears& ears) {
    const std::size_t end = rest.find("\r\n");
    if (end == std::string_view::npos) return 0;
    const std::string_view line = rest.substr(0, end);
    if (!line.starts_with("MSG ")) {
      ears.on_message(line);
      return end + 2;
    }
    const std::string_view number = line.substr(line.rfind(' ') + 1);
    std::size_t payload = 0;
    const auto [stop, error] = std::from_chars(number.begin(), number.end(), payload);
    if (error != std::errc{} || stop != number.end() || payload > message_bytes_most) {
      return std::string_view::npos;
    }
    const std::size_t whole = end + 2 + payload + 2;
    if (rest.size() < whole) return 0;
    ears.on_message(rest.substr(0, whole - 2));
    return whole;
  }

  std::string unread_;
};

// --- MQTT 3.1.1: a kind and flags, a length of one to four bytes, and so many bytes ---

enum class Packet : std::uint8_t {
  connect = 1,
  connack = 2,
  publish = 3,
  puback = 4,
  subscribe = 8,
  suback = 9
};
constexpr std::uint8_t once_at_least = 1;  // the quality of service

std::string short_of(std::size_t number) {
  return {static_cast<char>(number >> 8 & 0xff), static_cast<char>(number & 0xff)};
}
std::string named(std::string_view name) {
  return short_of(name.size()).append(name);
}
std::string packet(Packet kind, std::uint8_t flags, std::string_view body) {
  std::string out(1, static_cast<char>(static_cast<unsigned>(kind) << 4 | flags));
  std::size_t length = body.size();
  do {
    const std::size_t more = length > 0x7f ? 0x80 : 0;
    out.push_back(static_cast<char>((length & 0x7f) | more));
    length >>= 7;
  } while (length > 0);
  return out.append(body);
}

class MqttFraming final : public StrangerFraming {
 public:
  bool feed(std::string_view bytes, const Ears& ears) override {
    unread_.append(bytes);
    std::string_view rest = unread_;
    bool is_sound = true;
    while (is_sound && take(rest, ears, is_sound)) {
    }
    unread_.erase(0, unread_.size() - rest.size());
    return is_sound && unread_.size() <= message_bytes_most;
  }

  std::string bytes_of(std::string_view message) override {
    const std::size_t space = message.find(' ');
    if (space == std::string_view::npos) return "";
    const std::string_view verb = message.substr(0, space);
    const std::string_view rest = message.substr(space + 1);
    if (verb == "CONNECT") {
      constexpr std::string_view level_and_clean("\x04\x02\x00\x00", 4);  // kept alive for ever
      return packet(Packet::connect, 0, named("MQTT").append(level_and_clean).append(named(rest)));
    }
    if (verb == "SUBSCRIBE") {
      const std::string topic = named(rest) + static_cast<char>(once_at_least);
      return packet(Packet::subscribe, 2, short_of(next_id()) + topic);
    }
    const std::size_t end = rest.find('\n');
    if (verb != "PUBLISH" || end == std::string_view::npos) return "";
    return packet(
        Packet::publish, once_at_least << 1,
        named(rest.substr(0, end)) + short_of(next_id()) + std::string(rest.substr(end + 1)));
  }
  bool is_binary() const override { return true; }

 private:
  std::size_t next_id() {
    last_id_ = last_id_ % 0xffff + 1;
    return last_id_;
  }

  static unsigned byte(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
  }
  static std::size_t short_at(std::string_view bytes, std::size_t at) {
    return std::size_t{byte(bytes, at)} << 8 | byte(bytes, at + 1);
  }

  // Takes one packet off the front, if it is whole.
  static bool take(std::string_view& rest, const Ears& ears, bool& is_sound) {
    std::size_t length = 0;
    std::size_t head = 1;
    for (unsigned shift = 0;; shift += 7) {
      if (rest.size() <= head || shift > 21) {
        is_sound = shift <= 21;
        return false;
      }
      const unsigned next = byte(rest, head++);
      length |= std::size_t{next & 0x7fU} << shift;
      if ((next & 0x80U) == 0) break;
    }
    if (rest.size() < head + length) return false;
    const std::string_view body = rest.substr(head, length);
    is_sound = body.size() >= 2 && hear(byte(rest, 0), body, ears);
    rest.remove_prefix(head + length);
    return is_sound;
  }

  static bool hear(unsigned first, std::string_view body, const Ears& ears) {
    const auto say = [&](const std::string& verb, std::size_t number) {
      ears.on_message(verb + " " + std::to_string(number));
      return true;
    };
    switch (static_cast<Packet>(first >> 4)) {
      case Packet::connack:
        return say("CONNACK", byte(body, 1));
      case Packet::puback:
        return say("PUBACK", short_at(body, 0));
      case Packet::suback:
        return say("SUBACK", byte(body, body.size() - 1));
      case Packet::publish:
        return hear_publish(first >> 1 & 3U, body, ears);
      case Packet::connect:
      case Packet::subscribe:
        break;
    }
    return false;
  }

  static bool hear_publish(unsigned quality, std::string_view body, const Ears& ears) {
    const std::size_t topic = short_at(body, 0);
    const std::size_t text = 2 + topic + (quality > 0 ? 2 : 0);
    if (body.size() < text) return false;
    if (quality > 0) ears.on_answer(packet(Packet::puback, 0, body.substr(2 + topic, 2)));
    std::string message = "PUBLISH ";
    message.append(body.substr(2, topic)).append("\n").append(body.substr(text));
    ears.on_message(message);
    return true;
  }

  std::string unread_;
  std::size_t last_id_ = 0;
};

}  // namespace

std::unique_ptr<StrangerFraming> make_framing(Framing framing) {
  switch (framing) {
    case Framing::text:
      return std::make_unique<TextFraming>();
    case Framing::nats:
      return std::make_unique<NatsFraming>();
    case Framing::mqtt:
      return std::make_unique<MqttFraming>();
  }
  return nullptr;
}

}  // namespace xinqiao::bench
