#pragma once

namespace crosspoint::dsp {

/** What the kernels are compiled for. Chosen once when a bank is made; `portable` is plain C++ and runs everywhere. */
enum class InstructionSet { portable, avx2, avx512 };

/** The best that this processor and this build have; CROSSPOINT_INSTRUCTION_SET=portable|avx2|avx512 asks for less. */
InstructionSet bestInstructionSet() noexcept;

} // namespace crosspoint::dsp
