#pragma once

extern "C" {
#include <libpri.h>
}

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "crosspoint/signalling.h"
#include "trunk/module/enclosure.h"
#include "trunk/pri/settings.h"

namespace crosspoint::trunk::pri {

/**
 * One D-channel and the calls on it, by libpri. libpri knows a call by a pointer and frees it when it likes; a call here lives as
 * long as that record does, which the enclosure tells, so that no pointer is used after it.
 */
class Trunk {
public:
  Trunk(const cp_trunk_config &config, const cp_signalling_host &host, Settings settings);
  Trunk(const Trunk &) = delete;
  Trunk &operator=(const Trunk &) = delete;

  void frameReceived(std::uint32_t line, const std::uint8_t *octets, std::uint32_t length);
  void alarm(std::uint32_t alarms);
  std::uint32_t tick();
  cp_result makeCall(std::uint32_t id, const cp_call_setup &setup);
  cp_result request(std::uint32_t id, const cp_call_request &request);
  cp_result lineRequest(std::uint32_t line, cp_line_operation operation);

private:
  struct Line {
    std::uint32_t line;
    int channel;
    /** The call on it, or 0. */
    std::uint32_t call = 0;
    bool blocked = false;
    bool restarting = false;
  };
  struct Call {
    std::uint32_t id;
    q931_call *record;
    Line *line;
    /** What goes to libpri as the channel with the first answer; 0 once it is agreed. */
    int offered;
    int cause = 0;
    bool incoming = false;
    bool connected = false;
    bool clearing = false;
    /** When it is forgotten if libpri has not done so. */
    std::uint64_t forgottenAt = 0;
  };
  class Working;

  static int readFrame(struct pri *controller, void *into, int room);
  static int writeFrame(struct pri *controller, void *frame, int length);
  static void freed(void *context, const void *block);
  static void message(struct pri *controller, char *text);
  static void complaint(struct pri *controller, char *text);

  void handle(const pri_event &event);
  void handleCall(const pri_event &event);
  void incoming(const pri_event_ring &ring);
  void digits(const pri_event_ring &ring);
  void answered(const pri_event_answer &answer);
  void disconnected(const pri_event_hangup &hangup);
  void ended(const pri_event_hangup &hangup);
  void restarted(int channel);
  void progressed(q931_call *record, std::uint32_t type, int channel, int progress, int cause);
  void subcommands(Call *call, const pri_subcommands *commands, cp_trunk_event &event);
  void simple(q931_call *record, std::uint32_t type);
  /** Frees the records of calls that should be gone; answers in how many milliseconds the next may be due. */
  std::uint32_t forget();
  /** Tells of the calls whose record is gone. */
  void settle();

  cp_result clear(Call &call, int cause);
  cp_result answer(Call &call, const cp_call_request &request);
  cp_result information(Call &call, const char *digits);
  cp_result holdRequest(Call &call, const cp_call_request &request);

  Call *find(std::uint32_t id);
  Call *find(const q931_call *record);
  Line *lineOf(std::uint32_t line);
  Line *lineOfChannel(int channel);
  Line *freeLine();
  void move(Call &call, int channel);
  int offer(Call &call);
  cp_trunk_event event(std::uint32_t type, const Call *call = nullptr) const;
  void tell(const cp_trunk_event &event) const { host_.event(host_.context, &event); }
  void log(int level, const std::string &text) const;
  void pump();

  // Given.
  cp_signalling_host host_;
  Settings settings_;
  std::uint32_t frameLine_;
  cp_law law_;
  // What libpri owns goes with the enclosure.
  Enclosure enclosure_;
  struct pri *controller_ = nullptr;
  // Owned.
  std::vector<Line> lines_;
  std::deque<Call> calls_;
  const std::uint8_t *frame_ = nullptr;
  std::uint32_t frameLength_ = 0;
  std::uint32_t nextIncoming_ = 0x8000'0000;
  std::uint32_t alarms_ = 0;
  bool up_ = false;
};

cp_number numberFrom(const pri_party_number &number);
cp_number numberFrom(const char *digits, int plan, int presentation);
int planOf(const cp_number &number);
pri_party_number partyNumber(const cp_number &number);
cp_call_setup setupFrom(const pri_event_ring &ring);
/** The caller has to free it with pri_sr_free; null when out of memory. */
pri_sr *setupRecord(const cp_call_setup &setup, int channel, cp_law law);

} // namespace crosspoint::trunk::pri
