#pragma once

#include <stdexcept>
#include <string>

#include "crosspoint/board.h"

namespace crosspoint::engine {

/** What is wrong with a request. `code` is one of the words of docs/errors.md; `offset` the octet of a file where it matters. */
class EngineError : public std::runtime_error {
public:
  EngineError(std::string word, const std::string &message, std::int64_t at = -1,
              cp_result boardResult = CP_OK)
      : std::runtime_error(message), code(std::move(word)), offset(at), result(boardResult) {}

  std::string code;
  std::int64_t offset;
  cp_result result;
};

} // namespace crosspoint::engine
