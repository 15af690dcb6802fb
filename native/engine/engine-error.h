#pragma once

#include <stdexcept>
#include <string>

#include "crosspoint/board.h"

namespace crosspoint::engine {

/** What is wrong with a request. `code` is one of the words of docs/errors.md; `offset` the octet of a file where it matters. */
class EngineError : public std::runtime_error {
public:
  EngineError(std::string code, const std::string &message, std::int64_t offset = -1,
              cp_result result = CP_OK)
      : std::runtime_error(message), code(std::move(code)), offset(offset), result(result) {}

  std::string code;
  std::int64_t offset;
  cp_result result;
};

} // namespace crosspoint::engine
