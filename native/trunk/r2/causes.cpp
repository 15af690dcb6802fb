#include "trunk/r2/trunk.h"

namespace crosspoint::trunk::r2 {

// R2 knows a handful of reasons (group B, Q.441), Q.850 has a hundred. What has no word in R2 is "unspecified" on the way out.

std::uint32_t causeFrom(openr2_call_disconnect_cause_t cause) {
  switch (cause) {
    case OR2_CAUSE_BUSY_NUMBER:
      return 17;
    case OR2_CAUSE_NETWORK_CONGESTION:
      return 34;
    case OR2_CAUSE_UNALLOCATED_NUMBER:
      return 1;
    case OR2_CAUSE_OUT_OF_ORDER:
      return 27;
    case OR2_CAUSE_NO_ANSWER:
      return 19;
    case OR2_CAUSE_COLLECT_CALL_REJECTED:
      return 21;
    case OR2_CAUSE_NUMBER_CHANGED:
      return 22;
    case OR2_CAUSE_NORMAL_CLEARING:
    case OR2_CAUSE_FORCED_RELEASE:
      return 16;
    case OR2_CAUSE_UNSPECIFIED:
      break;
  }
  return 31;
}

openr2_call_disconnect_cause_t causeTo(std::uint32_t q850) {
  switch (q850) {
    case 1:
    case 28:
      return OR2_CAUSE_UNALLOCATED_NUMBER;
    case 16:
      return OR2_CAUSE_NORMAL_CLEARING;
    case 17:
      return OR2_CAUSE_BUSY_NUMBER;
    case 18:
    case 19:
      return OR2_CAUSE_NO_ANSWER;
    case 22:
      return OR2_CAUSE_NUMBER_CHANGED;
    case 27:
    case 38:
      return OR2_CAUSE_OUT_OF_ORDER;
    case 34:
    case 41:
    case 42:
    case 44:
    case 47:
      return OR2_CAUSE_NETWORK_CONGESTION;
    default:
      return OR2_CAUSE_UNSPECIFIED;
  }
}

} // namespace crosspoint::trunk::r2
