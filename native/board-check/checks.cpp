#include "board-check/checks.h"

namespace crosspoint::check {

void demand(bool holds, const std::string &otherwise) {
  if (!holds) throw Failed{otherwise};
}

int outside(int value) {
  return value;
}

const char *nameOf(cp_result result) {
  static constexpr const char *names[] = {
      "CP_OK",
      "CP_ERROR_NOT_SUPPORTED",
      "CP_ERROR_INVALID_ARGUMENT",
      "CP_ERROR_INVALID_SETTINGS",
      "CP_ERROR_INVALID_STREAM",
      "CP_ERROR_INVALID_TIMESLOT",
      "CP_ERROR_INVALID_SPEED",
      "CP_ERROR_INVALID_MODE",
      "CP_ERROR_INVALID_CLOCK",
      "CP_ERROR_NO_PATH",
      "CP_ERROR_CONFLICT",
      "CP_ERROR_STATE",
      "CP_ERROR_BUSY",
      "CP_ERROR_NO_MEMORY",
      "CP_ERROR_DEVICE",
      "CP_ERROR_REMOVED",
  };
  const int index = -static_cast<int>(result);
  return index >= 0 && index < static_cast<int>(std::size(names)) ? names[index]
                                                                  : "no code of the contract";
}

void demandResult(cp_result got, cp_result wanted, const std::string &what) {
  demand(got == wanted, what + " answered " + nameOf(got) + ", not " + nameOf(wanted));
}

std::vector<Check> allChecks() {
  std::vector<Check> all;
  for (auto *group : {tableChecks, lineChecks, switchChecks, timeChecks})
    for (Check &check : group()) all.push_back(std::move(check));
  return all;
}

Outcome runCheck(const Check &check, Subject &subject) {
  try {
    check.run(subject);
    return {};
  } catch (const Failed &failed) {
    return {Verdict::fail, failed.reason};
  } catch (const Skipped &skipped) {
    return {Verdict::skip, skipped.reason};
  }
}

} // namespace crosspoint::check
