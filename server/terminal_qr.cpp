#include "server/terminal_qr.hpp"

#include <qrencode.h>

#include <memory>

namespace xinqiao {
namespace {

constexpr int quiet =
    2;  // light modules around the code; four by the book, two are read everywhere

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

bool is_dark(const QRcode& code, int row, int column) {
  if (row < 0 || column < 0 || row >= code.width || column >= code.width) return false;
  return (code.data[row * code.width + column] & 1) != 0;
}

// The upper and lower module of one character.
const char* half_blocks(bool upper, bool lower) {
  if (upper && lower) return "█";
  if (upper) return "▀";
  return lower ? "▄" : " ";
}

}  // namespace

std::vector<std::string> terminal_qr(const std::string& text, Ink ink) {
  const std::unique_ptr<QRcode, FreeCode> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L));
  if (!code) return {};
  // Dark modules are drawn. Where we cannot set colours, most terminals are dark, so light is
  // drawn.
  const bool draws_dark = ink == Ink::ansi;
  std::vector<std::string> lines;
  for (int row = -quiet; row < code->width + quiet; row += 2) {
    std::string line = ink == Ink::ansi ? "\x1b[30;107m" : "";
    for (int column = -quiet; column < code->width + quiet; ++column) {
      line += half_blocks(is_dark(*code, row, column) == draws_dark,
                          is_dark(*code, row + 1, column) == draws_dark);
    }
    if (ink == Ink::ansi) line += "\x1b[0m";
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace xinqiao
