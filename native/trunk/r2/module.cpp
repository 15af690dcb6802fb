#include <exception>
#include <new>

#include "crosspoint/signalling.h"
#include "settings/json.h"
#include "trunk/module/text.h"
#include "trunk/r2/trunk.h"

namespace {

using crosspoint::trunk::readSized;
using crosspoint::trunk::r2::Trunk;

Trunk &of(cp_trunk *trunk) {
  return *reinterpret_cast<Trunk *>(trunk);
}

cp_result create(const cp_trunk_config *config, const cp_signalling_host *host, cp_trunk **trunk) {
  const auto whole = readSized(*config);
  try {
    auto settings = crosspoint::trunk::r2::readSettings(whole.settings);
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

// R2 has no frames.
void frameReceived(cp_trunk *, std::uint32_t, const std::uint8_t *, std::uint32_t) {}

void bitsChanged(cp_trunk *trunk, std::uint32_t line, std::uint8_t abcd) {
  of(trunk).bitsChanged(line, abcd);
}

void toneDetected(cp_trunk *trunk, std::uint32_t line, int forward, char symbol, int begins) {
  of(trunk).toneDetected(line, forward != 0, symbol, begins != 0);
}

void alarm(cp_trunk *trunk, std::uint32_t alarms) {
  of(trunk).alarm(alarms);
}
std::uint32_t tick(cp_trunk *trunk) {
  return of(trunk).tick();
}

cp_result makeCall(cp_trunk *trunk, std::uint32_t call, const cp_call_setup *setup) {
  return of(trunk).makeCall(call, readSized(*setup));
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
    "r2",
    "openr2",
    "LGPL-2.1-or-later",
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
