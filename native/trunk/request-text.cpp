#include "trunk/request-text.h"

#include <array>
#include <string>
#include <vector>

#include "settings/json.h"
#include "trunk/module/text.h"

namespace crosspoint::trunk {
namespace {

using settings::Json;
using settings::JsonFields;

/** By cp_call_operation, from 1. */
const std::vector<std::string_view> kOperations{
    "moreDigits", "proceeding",     "progress",       "alerting", "answer",
    "hangup",     "information",    "hold",           "retrieve", "holdAccept",
    "holdRefuse", "retrieveAccept", "retrieveRefuse", "notify"};

constexpr std::int64_t kMostLine = 0xFFFF'FFFE;

template <std::size_t N>
void text(settings::JsonFields &fields, const char *name, char (&into)[N]) {
  copyText(into, fields.string(name, "", N - 1).c_str());
}

std::uint8_t octet(settings::JsonFields &fields, const char *name, std::int64_t most) {
  return static_cast<std::uint8_t>(fields.integer(name, 0, 0, most));
}

std::uint32_t word(settings::JsonFields &fields, const char *name, std::int64_t most) {
  return static_cast<std::uint32_t>(fields.integer(name, 0, 0, most));
}

std::uint32_t line(settings::JsonFields &fields) {
  const std::int64_t given = fields.integer("line", -1, -1, kMostLine);
  return given < 0 ? CP_LINE_ANY : static_cast<std::uint32_t>(given);
}

cp_number number(settings::JsonFields &fields, const char *name) {
  cp_number number{};
  const settings::Json *given = fields.take(name);
  if (given == nullptr) return number;
  if (given->kind() == settings::Json::Kind::string) {
    if (given->string().size() >= sizeof number.digits) given->refuse("the number is too long");
    copyText(number.digits, given->string().c_str());
    return number;
  }
  settings::JsonFields parts(*given);
  text(parts, "digits", number.digits);
  number.type = octet(parts, "type", 7);
  number.plan = octet(parts, "plan", 15);
  number.presentation = octet(parts, "presentation", CP_PRESENTATION_UNAVAILABLE);
  number.screening = octet(parts, "screening", CP_SCREENING_NETWORK);
  parts.finish();
  return number;
}

} // namespace

cp_call_setup setupFromText(std::string_view json) {
  const settings::Json object = settings::Json::parse(json);
  settings::JsonFields fields(object);
  cp_call_setup setup{};
  setup.size = sizeof setup;
  setup.line = line(fields);
  setup.called = number(fields, "called");
  setup.calling = number(fields, "calling");
  setup.redirecting = number(fields, "redirecting");
  setup.original_called = number(fields, "originalCalled");
  text(fields, "name", setup.name);
  text(fields, "keypad", setup.keypad);
  text(fields, "userUser", setup.user_user);
  setup.bearer = octet(fields, "bearer", 31);
  setup.redirect_reason = octet(fields, "redirectReason", 15);
  setup.redirect_count = octet(fields, "redirectCount", 255);
  setup.category = octet(fields, "category", CP_CATEGORY_TEST);
  setup.exclusive = fields.boolean("exclusive", false);
  setup.overlap = fields.boolean("overlap", false);
  setup.progress = word(fields, "progress", 31);
  fields.finish();
  return setup;
}

cp_call_request requestFromText(std::string_view json) {
  const settings::Json object = settings::Json::parse(json);
  settings::JsonFields fields(object);
  fields.need("operation");
  cp_call_request request{};
  request.size = sizeof request;
  request.operation =
      static_cast<std::uint32_t>(fields.word("operation", 0, kOperations)) + CP_CALL_MORE_DIGITS;
  request.cause = word(fields, "cause", 127);
  request.progress = word(fields, "progress", 31);
  request.code = word(fields, "code", 127);
  request.line = line(fields);
  text(fields, "text", request.text);
  request.number = number(fields, "number");
  text(fields, "name", request.name);
  fields.finish();
  return request;
}

std::string_view operationWord(std::uint32_t operation) {
  return operation >= 1 && operation <= kOperations.size() ? kOperations[operation - 1] : "unknown";
}

} // namespace crosspoint::trunk
