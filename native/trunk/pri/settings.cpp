#include "trunk/pri/settings.h"

extern "C" {
#include <libpri.h>
}

#include <array>

#include "settings/json.h"

namespace crosspoint::trunk::pri {
namespace {

struct Timer {
  const char *name;
  int index;
  int least;
  int most;
};

constexpr std::array kTimers{
    Timer{"k", PRI_TIMER_K, 1, 127},
    Timer{"n200", PRI_TIMER_N200, 1, 20},
    Timer{"t200", PRI_TIMER_T200, 100, 60'000},
    Timer{"t203", PRI_TIMER_T203, 500, 600'000},
    Timer{"t303", PRI_TIMER_T303, 500, 600'000},
    Timer{"t305", PRI_TIMER_T305, 500, 600'000},
    Timer{"t308", PRI_TIMER_T308, 500, 600'000},
    Timer{"t309", PRI_TIMER_T309, 500, 600'000},
    Timer{"t313", PRI_TIMER_T313, 500, 600'000},
    Timer{"t316", PRI_TIMER_T316, 500, 600'000},
};

constexpr std::array kSwitches{PRI_SWITCH_EUROISDN_E1, PRI_SWITCH_EUROISDN_T1, PRI_SWITCH_NI1,
                               PRI_SWITCH_NI2,         PRI_SWITCH_DMS100,      PRI_SWITCH_LUCENT5E,
                               PRI_SWITCH_ATT4ESS,     PRI_SWITCH_QSIG};

} // namespace

Settings readSettings(std::string_view json) {
  const settings::Json object = settings::Json::parse(json);
  settings::JsonFields fields(object);
  Settings settings;
  settings.network = fields.word("role", 1, {"network", "user"}) == 0;
  settings.switchType = kSwitches[fields.word(
      "switch", 0, {"euroisdn", "euroisdn-t1", "ni1", "ni2", "dms100", "5ess", "4ess", "qsig"})];
  settings.overlap = fields.boolean("overlap", false);
  settings.hold = fields.boolean("hold", false);
  settings.huntsUp = fields.word("hunt", settings.network ? 0 : 1, {"up", "down"}) == 0;
  settings.waitsOnDisconnect = fields.boolean("waitOnDisconnect", false);
  settings.restarts = fields.boolean("restart", false);
  settings.facility = fields.boolean("facility", true);
  settings.debug = fields.boolean("debug", false);
  if (const settings::Json *timers = fields.take("timers")) {
    settings::JsonFields given(*timers);
    for (const Timer &timer : kTimers) {
      const auto value = given.integer(timer.name, -1, -1, timer.most);
      if (value < 0) continue;
      if (value < timer.least) timers->refuse(std::string(timer.name).append(" is too short"));
      settings.timers.emplace_back(timer.index, static_cast<int>(value));
    }
    given.finish();
  }
  fields.finish();
  return settings;
}

} // namespace crosspoint::trunk::pri
