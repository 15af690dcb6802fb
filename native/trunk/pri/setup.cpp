#include <algorithm>

#include "trunk/module/text.h"
#include "trunk/pri/trunk.h"

namespace crosspoint::trunk::pri {
namespace {

constexpr int kPresentationShift = 5;
constexpr int kTypeShift = 4;

bool isAscii(const char *text) {
  for (; *text != 0; ++text)
    if (static_cast<unsigned char>(*text) >= 0x80) return false;
  return true;
}

bool given(const cp_number &number) {
  return number.digits[0] != 0 || number.presentation != CP_PRESENTATION_ALLOWED;
}

int presentationOf(const cp_number &number) {
  return number.presentation << kPresentationShift | number.screening;
}

pri_party_name partyName(const char *text, int presentation) {
  pri_party_name name{};
  name.valid = text[0] != 0;
  name.presentation = presentation;
  name.char_set = isAscii(text) ? PRI_CHAR_SET_ISO8859_1 : PRI_CHAR_SET_ISO10646_UTF_8STRING;
  copyText(name.str, text);
  return name;
}

} // namespace

cp_number numberFrom(const char *digits, int plan, int presentation) {
  cp_number number{};
  copyText(number.digits, digits);
  if (plan >= 0) {
    number.type = static_cast<std::uint8_t>(plan >> kTypeShift & 7);
    number.plan = static_cast<std::uint8_t>(plan & 15);
  }
  if (presentation >= 0) {
    number.presentation = static_cast<std::uint8_t>(presentation >> kPresentationShift & 3);
    number.screening = static_cast<std::uint8_t>(presentation & 3);
  }
  return number;
}

cp_number numberFrom(const pri_party_number &number) {
  if (!number.valid) return {};
  return numberFrom(number.str, number.plan, number.presentation);
}

int planOf(const cp_number &number) {
  return (number.type & 7) << kTypeShift | (number.plan & 15);
}

pri_party_number partyNumber(const cp_number &number) {
  pri_party_number party{};
  party.valid = given(number);
  party.presentation = presentationOf(number);
  party.plan = planOf(number);
  copyText(party.str, number.digits);
  return party;
}

cp_call_setup setupFrom(const pri_event_ring &ring) {
  cp_call_setup setup{};
  setup.size = sizeof setup;
  setup.called = numberFrom(ring.callednum, ring.calledplan, -1);
  setup.calling = ring.calling.number.valid
                      ? numberFrom(ring.calling.number)
                      : numberFrom(ring.callingnum, ring.callingplan, ring.callingpres);
  if (setup.calling.digits[0] == 0 && setup.calling.presentation == CP_PRESENTATION_ALLOWED)
    setup.calling = {};
  setup.redirecting = numberFrom(ring.redirectingnum, ring.callingplanrdnis, -1);
  setup.original_called = numberFrom(ring.origcallednum, ring.callingplanorigcalled, -1);
  if (setup.redirecting.digits[0] == 0) setup.redirecting = {};
  if (setup.original_called.digits[0] == 0) setup.original_called = {};
  copyText(setup.name, ring.callingname);
  copyText(setup.keypad, ring.keypad_digits);
  copyText(setup.user_user, ring.useruserinfo);
  setup.bearer = static_cast<std::uint8_t>(ring.ctype & 31);
  setup.redirect_reason = static_cast<std::uint8_t>(ring.redirectingreason & 15);
  setup.exclusive = ring.flexible == 0;
  setup.progress = ring.progressmask > 0 ? static_cast<std::uint32_t>(ring.progressmask) & 31 : 0;
  if (ring.subcmds == nullptr) return setup;
  for (int i = 0; i < std::min(ring.subcmds->counter_subcmd, PRI_MAX_SUBCOMMANDS); ++i) {
    const pri_subcommand &command = ring.subcmds->subcmd[i];
    if (command.cmd != PRI_SUBCMD_REDIRECTING) continue;
    setup.redirecting = numberFrom(command.u.redirecting.from.number);
    setup.original_called = numberFrom(command.u.redirecting.orig_called.number);
    setup.redirect_count = static_cast<std::uint8_t>(command.u.redirecting.count & 255);
    setup.redirect_reason = static_cast<std::uint8_t>(command.u.redirecting.reason & 15);
  }
  return setup;
}

pri_sr *setupRecord(const cp_call_setup &setup, int channel, cp_law law) {
  pri_sr *record = pri_sr_new();
  if (record == nullptr) return nullptr;
  pri_sr_set_channel(record, channel, setup.exclusive,
                     (setup.progress & CP_PROGRESS_ORIGIN_NOT_ISDN) != 0);
  const bool digital = setup.bearer == CP_BEARER_DIGITAL ||
                       setup.bearer == CP_BEARER_RESTRICTED_DIGITAL ||
                       setup.bearer == CP_BEARER_VIDEO;
  const int voice = law == CP_LAW_A ? PRI_LAYER_1_ALAW : PRI_LAYER_1_ULAW;
  pri_sr_set_bearer(record, setup.bearer, digital ? -1 : voice);
  // libpri keeps the pointers of called number, keypad and user-user only until pri_setup has returned.
  if (setup.called.digits[0] != 0 || setup.keypad[0] == 0)
    pri_sr_set_called(record, const_cast<char *>(setup.called.digits), planOf(setup.called),
                      setup.overlap == 0);
  if (given(setup.calling) || setup.name[0] != 0) {
    pri_party_id caller{};
    caller.number = partyNumber(setup.calling);
    caller.name = partyName(setup.name, presentationOf(setup.calling));
    pri_sr_set_caller_party(record, &caller);
  }
  if (given(setup.redirecting)) {
    pri_party_redirecting redirecting{};
    redirecting.from.number = partyNumber(setup.redirecting);
    redirecting.orig_called.number = partyNumber(setup.original_called);
    redirecting.to.number = partyNumber(setup.called);
    redirecting.count = std::max<int>(setup.redirect_count, 1);
    redirecting.reason = setup.redirect_reason;
    redirecting.orig_reason = setup.redirect_reason;
    pri_sr_set_redirecting_parties(record, &redirecting);
  }
  if (setup.keypad[0] != 0) pri_sr_set_keypad_digits(record, setup.keypad);
  if (setup.user_user[0] != 0) pri_sr_set_useruser(record, setup.user_user);
  return record;
}

} // namespace crosspoint::trunk::pri
