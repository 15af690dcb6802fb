#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "board-check/subject.h"

namespace crosspoint::check {

enum class Verdict { pass, fail, skip };

struct Outcome {
  Verdict verdict = Verdict::pass;
  std::string reason;
};

/** Thrown within a check that fails or cannot be made. */
struct Failed {
  std::string reason;
};
struct Skipped {
  std::string reason;
};

/** One point of the contract. */
struct Check {
  /** Lasting: scripts and tests name checks by it. */
  std::string name;
  /** What the header promises. */
  std::string promise;
  void (*run)(Subject &subject);
};

/** All of them, in the order in which they build on one another. */
std::vector<Check> allChecks();
Outcome runCheck(const Check &check, Subject &subject);

void demand(bool holds, const std::string &otherwise);
void demandResult(cp_result got, cp_result wanted, const std::string &what);
const char *nameOf(cp_result result);

// The groups, one file each.
std::vector<Check> tableChecks();
std::vector<Check> lineChecks();
std::vector<Check> switchChecks();
std::vector<Check> timeChecks();

} // namespace crosspoint::check
