#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace crosspoint::boards {

/** Fills in a structure of the caller: as many octets as it says it has, `size` itself left alone. False where even `size` does not fit. */
template <typename Structure>
bool giveSized(const Structure &from, Structure *into) {
  if (!into || into->size < sizeof into->size) return false;
  const std::uint32_t size = into->size;
  std::memcpy(static_cast<void *>(into), &from, std::min<std::size_t>(size, sizeof(Structure)));
  into->size = size;
  return true;
}

/** Copies a structure of the caller; what it does not have is zero. */
template <typename Structure>
bool takeSized(const Structure *from, Structure &into) {
  if (!from || from->size < sizeof from->size) return false;
  std::memset(static_cast<void *>(&into), 0, sizeof into);
  std::memcpy(static_cast<void *>(&into), from,
              std::min<std::size_t>(from->size, sizeof(Structure)));
  into.size = sizeof(Structure);
  return true;
}

} // namespace crosspoint::boards
