#pragma once

#include <cstddef>
#include <memory>

#include "dsp/detector-bank.h"

namespace crosspoint::engine {

/** The bank of the detector whose bit in DetectorSet is `kind`, for so many ports; null for what this build has not. */
std::unique_ptr<dsp::DetectorBank> makeDetectorBank(std::size_t kind, std::size_t ports);

} // namespace crosspoint::engine
