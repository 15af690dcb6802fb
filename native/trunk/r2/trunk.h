#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "crosspoint/signalling.h"
#include "trunk/module/enclosure.h"
#include "trunk/r2/device.h"
#include "trunk/r2/openr2.h"
#include "trunk/r2/settings.h"

namespace crosspoint::trunk::r2 {

class Trunk;

/** One timeslot: the state machine of openr2 and the call on it. */
struct Line final : Device {
  Line(Trunk &owner, const cp_trunk_line &given)
      : trunk(owner), line(given.line), slot(static_cast<int>(given.timeslot)) {}

  int timeslot() const override { return slot; }
  void sendBits(std::uint8_t abcd) override;
  /** The signals on the line, where they are not those that openr2 is told of: see Trunk::sharesRequest_. */
  void sendSignal(char symbol);
  char meant(char symbol);
  std::uint8_t receivedBits() const override { return bits; }

  Trunk &trunk;
  std::uint32_t line;
  int slot;
  openr2_chan_t *channel = nullptr;
  std::uint8_t bits = 0;
  /** The register signal that is heard now as it is on the line, 0 for none, and as openr2 is told of it. */
  char onLine = 0;
  char heard = 0;
  /** We are sending the caller's number: a request for the next digit is one for a digit of that. */
  bool sendsAni = false;
  bool sendsForward = false;
  /** What was last told of the line: LINE_IDLE, LINE_BLOCKED, or 0. */
  std::uint32_t told = 0;
  /** We have told the far end not to seize it. */
  bool blocks = false;

  // The call.
  std::uint32_t call = 0;
  bool incoming = false;
  bool offered = false;
  bool accepted = false;
  bool answers = false;
  bool connected = false;
  bool clearing = false;
  std::uint32_t cause = 0;
};

/** The lines of a span in MFC-R2, by openr2: line signals after Q.421, register signals after Q.441 in the dialect of a country. */
class Trunk {
public:
  Trunk(const cp_trunk_config &config, const cp_signalling_host &host, Settings settings);
  ~Trunk();
  Trunk(const Trunk &) = delete;
  Trunk &operator=(const Trunk &) = delete;

  void bitsChanged(std::uint32_t line, std::uint8_t abcd);
  void toneDetected(std::uint32_t line, bool forward, char symbol, bool begins);
  void alarm(std::uint32_t alarms);
  std::uint32_t tick();
  cp_result makeCall(std::uint32_t id, const cp_call_setup &setup);
  cp_result request(std::uint32_t id, const cp_call_request &request);
  cp_result lineRequest(std::uint32_t line, cp_line_operation operation);

private:
  friend struct Line;
  class Working;
  struct Callbacks;

  void configure();
  void process(Line &line);
  /** Tells whether the far end lets the line be used, when that has changed. */
  void tellLine(Line &line);
  /** Layer 1 has come or gone. */
  void changeAlarm(Line &line, bool inAlarm);
  cp_result accept(Line &line, std::uint32_t how);
  cp_result answer(Line &line);
  cp_result clear(Line &line, std::uint32_t cause);

  void seized(Line &line);
  void offered(Line &line, const char *ani, const char *dnis, int category);
  void acceptedCall(Line &line, int mode);
  void disconnected(Line &line, std::uint32_t cause);
  void ended(Line &line);
  void protocolError(Line &line, const char *what);

  Line *find(std::uint32_t call);
  Line *lineOf(std::uint32_t line);
  Line *freeLine();
  bool isFree(const Line &line) const;
  void listen(const Line &line, cp_listen what) const;
  cp_trunk_event event(std::uint32_t type, const Line &line) const;
  void tell(const cp_trunk_event &event) const { host_.event(host_.context, &event); }
  void log(int level, const char *text) const { host_.log(host_.context, level, text); }

  // Given.
  cp_signalling_host host_;
  Settings settings_;
  // What openr2 owns goes with the enclosure; it keeps pointers to these tables.
  Enclosure enclosure_;
  openr2_mflib_interface_t tones_{};
  openr2_event_interface_t events_{};
  openr2_transcoder_interface_t transcoder_{};
  openr2_context_t *context_ = nullptr;
  // Owned.
  std::deque<Line> lines_;
  std::uint32_t nextIncoming_ = 0x8000'0000;
  std::uint32_t alarms_ = 0;
  /**
   * In the Chinese variant A-1 asks for the next digit of whichever number is being sent, the called one or, after A-6, the caller's until
   * it ends with I-15. openr2 1.3 takes it as the called number's always when it is the caller, so no call with a caller's number gets through. Here openr2 is
   * given a signal of its own for "next digit of the caller" that never is on the line.
   */
  bool sharesRequest_ = false;
};

std::uint32_t causeFrom(openr2_call_disconnect_cause_t cause);
openr2_call_disconnect_cause_t causeTo(std::uint32_t q850);

} // namespace crosspoint::trunk::r2
