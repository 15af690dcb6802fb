#include "dsp/instruction-set.h"

#include <cstdlib>
#include <cstring>

namespace crosspoint::dsp {

namespace {

InstructionSet supported() noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
    return InstructionSet::portable;
  // The kernels use all of these; the first processors with AVX-512 lack VNNI and are served by AVX2 as well.
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vnni");
  return avx512 ? InstructionSet::avx512 : InstructionSet::avx2;
#else
  return InstructionSet::portable;
#endif
}

} // namespace

InstructionSet bestInstructionSet() noexcept {
  const InstructionSet most = supported();
  const char *asked = std::getenv("CROSSPOINT_INSTRUCTION_SET");
  if (asked == nullptr) return most;
  InstructionSet least = most;
  if (std::strcmp(asked, "portable") == 0)
    least = InstructionSet::portable;
  else if (std::strcmp(asked, "avx2") == 0)
    least = InstructionSet::avx2;
  return least < most ? least : most;
}

} // namespace crosspoint::dsp
