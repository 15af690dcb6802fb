#pragma once

#include <string_view>

#include "crosspoint/signalling.h"

namespace crosspoint::trunk {

/**
 * Requests as JSON, with the names of signalling.h. A setup is SETUP and "line"; a number may be its digits alone. A request is
 * {"operation":NAME, "cause":N, "progress":BITS, "code":N, "line":N, "text":TEXT, "number":NUMBER, "name":TEXT} with a NAME out of "moreDigits" "proceeding" "progress"
 * "alerting" "answer" "hangup" "information" "hold" "retrieve" "holdAccept" "holdRefuse" "retrieveAccept" "retrieveRefuse" "notify".
 * Both throw settings::SettingsError.
 */
cp_call_setup setupFromText(std::string_view json);
cp_call_request requestFromText(std::string_view json);

/** The NAME of an operation, or "unknown". */
std::string_view operationWord(std::uint32_t operation);

} // namespace crosspoint::trunk
