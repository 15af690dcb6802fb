#pragma once

// The header of openr2 1.3 uses size_t without including what declares it, and has it that its two handles are `void *`.
#include <openr2.h>

#include <cinttypes>
#include <cstddef>
#include <cstdint>
