#pragma once

#include <cstddef>
#include <cstring>

namespace crosspoint::trunk {

/** Copies a text that ends with a zero into a field, cut where it does not fit. */
template <std::size_t N>
void copyText(char (&to)[N], const char *from) {
  const std::size_t length = strnlen(from, N - 1);
  std::memcpy(to, from, length);
  std::memset(to + length, 0, N - length);
}

/** As the SPI has it: members behind `size` count as zero. */
template <class T>
T readSized(const T &given) {
  T whole{};
  std::memcpy(&whole, &given, given.size < sizeof(T) ? given.size : sizeof(T));
  whole.size = sizeof(T);
  return whole;
}

} // namespace crosspoint::trunk
