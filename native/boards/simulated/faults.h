/*
 * What can go wrong, on purpose: for tests and demonstrations of the simulated board. Its library exports this function beside `crosspoint_board`.
 * The same by its settings: "faults": [{"atMs": 5000, "kind": "cut", "a": 0}], counted from the first exchange.
 */
#ifndef CROSSPOINT_SIMULATED_FAULTS_H
#define CROSSPOINT_SIMULATED_FAULTS_H

#include "crosspoint/board.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cp_fault {
  /** "remove": the board is pulled out. */
  CP_FAULT_REMOVE = 1,
  /** "cut": the cable in span `a` is cut, in both directions. */
  CP_FAULT_CUT = 2,
  /** "mend": the cable in span `a` is whole again. */
  CP_FAULT_MEND = 3,
  /** "alarm": span `a` receives the alarms `b` (CP_ALARM_…) besides those it has; 0 ends that. */
  CP_FAULT_ALARM = 4,
  /** "damageFrame": the next frame that line `a` sends arrives with a wrong check sequence. */
  CP_FAULT_DAMAGE_FRAME = 5,
  /** "oscillator": the board's own oscillator fails (`a` = 1) or works again (0). */
  CP_FAULT_OSCILLATOR = 6,
} cp_fault;

/** May be called like the control functions of the board. It takes effect at the next exchange. BUSY where too much waits for that already. */
typedef cp_result (*cp_simulated_fault_entry)(cp_board *board, int kind, uint32_t a, uint32_t b);
CP_EXPORT cp_result cp_simulated_fault(cp_board *board, int kind, uint32_t a, uint32_t b);

#ifdef __cplusplus
}
#endif
#endif
