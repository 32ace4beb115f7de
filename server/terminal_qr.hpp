// A QR code as lines of text, two modules a character, so that a telephone can read it from a
// terminal. Drawn by libqrencode; nothing is kept. With Ink::ansi the colours are said outright
// (black on white); plain text leaves them to the reader's terminal.
// Errors: empty when the text does not fit a code. Threading: pure function.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace xinqiao {

enum class Ink : std::uint8_t { plain, ansi };

std::vector<std::string> terminal_qr(const std::string& text, Ink ink);

}  // namespace xinqiao
