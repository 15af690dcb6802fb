#include <exception>
#include <new>

#include "crosspoint/signalling.h"
#include "settings/json.h"
#include "trunk/module/text.h"
#include "trunk/pri/trunk.h"

namespace {

using crosspoint::trunk::readSized;
using crosspoint::trunk::pri::Trunk;

Trunk &of(cp_trunk *trunk) {
  return *reinterpret_cast<Trunk *>(trunk);
}

cp_result create(const cp_trunk_config *config, const cp_signalling_host *host, cp_trunk **trunk) {
  const auto whole = readSized(*config);
  if (whole.frame_line == CP_LINE_ANY) {
    host->log(host->context, 3, "PRI needs a line that carries frames");
    return CP_ERROR_INVALID_ARGUMENT;
  }
  try {
    auto settings = crosspoint::trunk::pri::readSettings(whole.settings);
    *trunk = reinterpret_cast<cp_trunk *>(new Trunk(whole, *host, std::move(settings)));
    return CP_OK;
  } catch (const crosspoint::settings::SettingsError &error) {
    host->log(host->context, 3, error.what());
    return CP_ERROR_INVALID_SETTINGS;
  } catch (const std::bad_alloc &) {
    return CP_ERROR_NO_MEMORY;
  }
}

void destroy(cp_trunk *trunk) {
  delete reinterpret_cast<Trunk *>(trunk);
}

void frameReceived(cp_trunk *trunk, std::uint32_t line, const std::uint8_t *octets,
                   std::uint32_t length) {
  of(trunk).frameReceived(line, octets, length);
}

// A D-channel has neither line signals nor register signals.
void bitsChanged(cp_trunk *, std::uint32_t, std::uint8_t) {}
void toneDetected(cp_trunk *, std::uint32_t, int, char, int) {}

void alarm(cp_trunk *trunk, std::uint32_t alarms) {
  of(trunk).alarm(alarms);
}
std::uint32_t tick(cp_trunk *trunk) {
  return of(trunk).tick();
}

cp_result makeCall(cp_trunk *trunk, std::uint32_t call, const cp_call_setup *setup) {
  try {
    return of(trunk).makeCall(call, readSized(*setup));
  } catch (const std::bad_alloc &) {
    return CP_ERROR_NO_MEMORY;
  }
}

cp_result request(cp_trunk *trunk, std::uint32_t call, const cp_call_request *request) {
  return of(trunk).request(call, readSized(*request));
}

cp_result lineRequest(cp_trunk *trunk, std::uint32_t line, cp_line_operation operation) {
  return of(trunk).lineRequest(line, operation);
}

constexpr cp_signalling_api kApi{
    sizeof(cp_signalling_api),
    CP_SIGNALLING_ABI,
    "pri",
    "libpri",
    "GPL-2.0-only",
    create,
    destroy,
    frameReceived,
    bitsChanged,
    alarm,
    toneDetected,
    tick,
    makeCall,
    request,
    lineRequest,
};

} // namespace

extern "C" CP_EXPORT const cp_signalling_api *crosspoint_signalling(std::uint32_t abi) {
  return abi == CP_SIGNALLING_ABI ? &kApi : nullptr;
}
