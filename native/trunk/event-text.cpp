#include "trunk/event-text.h"

#include <array>
#include <cstring>
#include <utility>

namespace crosspoint::trunk {
namespace {

/** The octets of the character that begins at `at` in well-formed UTF-8, 0 where it is not. */
std::size_t characterLength(std::string_view text, std::size_t at) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned least, unsigned most) {
    return i < text.size() && octet(i) >= least && octet(i) <= most;
  };
  const unsigned first = octet(at);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(at + 1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned least = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned most = first == 0xED ? 0x9F : 0xBF;
    return follows(at + 1, least, most) && follows(at + 2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned least = first == 0xF0 ? 0x90 : 0x80;
    const unsigned most = first == 0xF4 ? 0x8F : 0xBF;
    return follows(at + 1, least, most) && follows(at + 2, 0x80, 0xBF) &&
                   follows(at + 3, 0x80, 0xBF)
               ? 4
               : 0;
  }
  return 0;
}

bool isUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = characterLength(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

void appendOctet(std::string &into, unsigned char octet) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (octet == '"' || octet == '\\') {
    into += '\\';
    into += static_cast<char>(octet);
  } else if (octet < 0x20 || octet == 0x7F) {
    into += "\\u00";
    into += kHex[octet >> 4];
    into += kHex[octet & 15];
  } else {
    into += static_cast<char>(octet);
  }
}

template <std::size_t N>
std::string_view viewOf(const char (&text)[N]) {
  return {text, strnlen(text, N)};
}

void appendSetup(std::string &into, const cp_call_setup &setup) {
  ObjectText text(into);
  text.some("called", setup.called).some("calling", setup.calling);
  text.some("redirecting", setup.redirecting).some("originalCalled", setup.original_called);
  text.some("name", viewOf(setup.name)).some("keypad", viewOf(setup.keypad));
  text.some("userUser", viewOf(setup.user_user)).add("bearer", std::uint32_t{setup.bearer});
  text.some("redirectReason", std::uint32_t{setup.redirect_reason});
  text.some("redirectCount", std::uint32_t{setup.redirect_count});
  text.add("category", std::uint32_t{setup.category});
  if (setup.exclusive) text.flag("exclusive");
  if (setup.overlap) text.flag("overlap");
  text.some("progress", setup.progress);
  text.close();
}

struct Word {
  std::uint32_t type;
  std::string_view word;
};

constexpr std::array kWords{
    Word{CP_TRUNK_UP, "up"},
    Word{CP_TRUNK_DOWN, "down"},
    Word{CP_TRUNK_LINE_BLOCKED, "lineBlocked"},
    Word{CP_TRUNK_LINE_IDLE, "lineIdle"},
    Word{CP_TRUNK_LINE_RESTARTED, "lineRestarted"},
    Word{CP_TRUNK_FAULT, "fault"},
    Word{CP_TRUNK_SEIZED, "seized"},
    Word{CP_TRUNK_INCOMING, "incoming"},
    Word{CP_TRUNK_DIGITS, "digits"},
    Word{CP_TRUNK_MORE_DIGITS, "moreDigits"},
    Word{CP_TRUNK_PROCEEDING, "proceeding"},
    Word{CP_TRUNK_PROGRESS, "progress"},
    Word{CP_TRUNK_ALERTING, "alerting"},
    Word{CP_TRUNK_CONNECTED, "connected"},
    Word{CP_TRUNK_DISCONNECTED, "disconnected"},
    Word{CP_TRUNK_ENDED, "ended"},
    Word{CP_TRUNK_KEYPAD, "keypad"},
    Word{CP_TRUNK_HELD, "held"},
    Word{CP_TRUNK_RETRIEVED, "retrieved"},
    Word{CP_TRUNK_HOLD_ASKED, "holdAsked"},
    Word{CP_TRUNK_RETRIEVE_ASKED, "retrieveAsked"},
    Word{CP_TRUNK_HOLD_REFUSED, "holdRefused"},
    Word{CP_TRUNK_RETRIEVE_REFUSED, "retrieveRefused"},
    Word{CP_TRUNK_NOTIFIED, "notified"},
    Word{CP_TRUNK_DISPLAY, "display"},
    Word{CP_TRUNK_METERING_PULSE, "meteringPulse"},
    Word{CP_TRUNK_LINE_CHOSEN, "lineChosen"},
};

} // namespace

void appendJsonString(std::string &into, std::string_view text) {
  const bool utf8 = isUtf8(text);
  into += '"';
  for (const char character : text) {
    const auto octet = static_cast<unsigned char>(character);
    if (octet < 0x80 || utf8) {
      appendOctet(into, octet);
    } else {
      into += static_cast<char>(0xC0 | octet >> 6);
      into += static_cast<char>(0x80 | (octet & 0x3F));
    }
  }
  into += '"';
}

std::string &ObjectText::member(std::string_view name) {
  if (!std::exchange(first_, false)) into_ += ',';
  into_ += '"';
  into_ += name;
  into_ += "\":";
  return into_;
}

ObjectText &ObjectText::add(std::string_view name, std::string_view text) {
  appendJsonString(member(name), text);
  return *this;
}

ObjectText &ObjectText::add(std::string_view name, std::uint32_t value) {
  member(name) += std::to_string(value);
  return *this;
}

ObjectText &ObjectText::flag(std::string_view name) {
  member(name) += "true";
  return *this;
}

ObjectText &ObjectText::some(std::string_view name, std::string_view text) {
  return text.empty() ? *this : add(name, text);
}

ObjectText &ObjectText::some(std::string_view name, std::uint32_t value) {
  return value == 0 ? *this : add(name, value);
}

ObjectText &ObjectText::some(std::string_view name, const cp_number &number) {
  if (number.digits[0] == 0 && number.presentation == CP_PRESENTATION_ALLOWED) return *this;
  ObjectText text(member(name));
  text.add("digits", viewOf(number.digits)).add("type", std::uint32_t{number.type});
  text.add("plan", std::uint32_t{number.plan});
  text.add("presentation", std::uint32_t{number.presentation});
  text.add("screening", std::uint32_t{number.screening}).close();
  return *this;
}

std::string_view wordOf(std::uint32_t type) {
  for (const Word &word : kWords)
    if (word.type == type) return word.word;
  return "unknown";
}

std::string eventText(std::string_view trunk, const cp_trunk_event &event, std::uint32_t timeslot) {
  std::string result;
  result.reserve(512);
  ObjectText text(result);
  text.add("trunk", trunk).add("type", wordOf(event.type)).some("call", event.call);
  if (event.line != CP_LINE_ANY) text.add("line", event.line).some("timeslot", timeslot);
  text.some("cause", event.cause).some("progress", event.progress).some("code", event.code);
  if (event.complete) text.flag("complete");
  text.some("number", event.number).some("text", viewOf(event.text));
  if (event.setup != nullptr) appendSetup(text.member("setup"), *event.setup);
  text.close();
  return result;
}

} // namespace crosspoint::trunk
