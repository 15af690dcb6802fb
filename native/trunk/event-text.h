#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crosspoint/signalling.h"

namespace crosspoint::trunk {

/** Writes the members of one JSON object; what is in a text stays in it. */
class ObjectText {
public:
  explicit ObjectText(std::string &into) : into_(into) { into_ += '{'; }
  ObjectText &add(std::string_view name, std::string_view text);
  ObjectText &add(std::string_view name, std::uint32_t value);
  /** A member that is true. */
  ObjectText &flag(std::string_view name);
  /** As `add`, and nothing at all where there is nothing to say. */
  ObjectText &some(std::string_view name, std::string_view text);
  ObjectText &some(std::string_view name, std::uint32_t value);
  ObjectText &some(std::string_view name, const cp_number &number);
  std::string &member(std::string_view name);
  void close() { into_ += '}'; }

private:
  std::string &into_;
  bool first_ = true;
};

/** A JSON string of UTF-8 text; what is not UTF-8 is taken as ISO 8859-1, as the displays of ISDN are (Q.931 Annex I). */
void appendJsonString(std::string &into, std::string_view text);

/** The word of docs and signalling.h for a cp_trunk_event_type. */
std::string_view wordOf(std::uint32_t type);

/** The JSON object of signalling.h, at most CP_TRUNK_TEXT_MAX octets. `timeslot` 0 is none. */
std::string eventText(std::string_view trunk, const cp_trunk_event &event, std::uint32_t timeslot);

} // namespace crosspoint::trunk
