// The words of the organisation: what a member may hold in a unit, what kinds of room there are and
// who may come in. A duty (职务) is a post held in a unit; it is not called a post, because a post
// is a message here. Threading: plain values and pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocol/ids.hpp"

namespace xinqiao {

// Kept on disk as one byte: never renumber, only append.
enum class Duty : std::uint8_t { owner = 1, organiser = 2, listener = 3 };
enum class RoomType : std::uint8_t { chat = 1, bulletin = 2, questions = 3, alert = 4, talk = 5 };
enum class Access : std::uint8_t { open = 1, closed = 2, direct = 3 };
enum class Past : std::uint8_t { shown = 1, hidden = 2 };  // to those who come later
enum class Removal : std::uint8_t { by_organiser = 1, moved = 2, erased = 3 };
// What is known of who has read a notice: nothing, how many, or who (see notice.post).
enum class NoticeClass : std::uint8_t { plain = 1, counted = 2, must_confirm = 3 };

// What became of a report.
enum class Outcome : std::uint8_t { removed = 1, muted = 2, warned = 3, no_action = 4 };

struct HeldDuty {
  UnitId unit;
  Duty duty = Duty::organiser;
  auto operator<=>(const HeldDuty&) const = default;
};
// Whether it is one by which units, people and rooms are looked after. Listening is not.
constexpr bool arranges(const HeldDuty& held) {
  return held.duty != Duty::listener;
}

// The words of an enumeration on the wire, in the order of their numbers from 1.
template <class Enum>
inline constexpr std::array<std::string_view, 0> words_of{};
template <>
inline constexpr std::array<std::string_view, 3> words_of<Duty>{"owner", "organiser", "listener"};
template <>
inline constexpr std::array<std::string_view, 5> words_of<RoomType>{"chat", "bulletin", "questions",
                                                                    "alert", "talk"};
template <>
inline constexpr std::array<std::string_view, 3> words_of<Access>{"open", "closed", "direct"};
template <>
inline constexpr std::array<std::string_view, 2> words_of<Past>{"shown", "hidden"};
template <>
inline constexpr std::array<std::string_view, 3> words_of<Removal>{"by_organiser", "moved",
                                                                   "erased"};
template <>
inline constexpr std::array<std::string_view, 3> words_of<NoticeClass>{"plain", "counted",
                                                                       "must_confirm"};

template <>
inline constexpr std::array<std::string_view, 4> words_of<Outcome>{"removed", "muted", "warned",
                                                                   "no_action"};

template <class Enum>
constexpr std::string_view word(Enum value) {
  return words_of<Enum>[static_cast<std::size_t>(value) - 1];
}
template <class Enum>
constexpr std::optional<Enum> enum_of(std::string_view text) {
  for (std::size_t i = 0; i < words_of<Enum>.size(); ++i) {
    if (words_of<Enum>[i] == text) return static_cast<Enum>(i + 1);
  }
  return std::nullopt;
}
template <class Enum>
constexpr bool is_word_of(std::uint8_t byte) {
  return byte >= 1 && byte <= words_of<Enum>.size();
}

}  // namespace xinqiao
