#pragma once

#include <string>

#include "crosspoint/board.h"

namespace crosspoint::engine {

/** A board's shared library, loaded as long as this lives. Throws EngineError where it is none, or one of another ABI. */
class BoardLibrary {
public:
  explicit BoardLibrary(const std::string &path);
  ~BoardLibrary();
  BoardLibrary(const BoardLibrary &) = delete;
  BoardLibrary &operator=(const BoardLibrary &) = delete;

  const cp_board_api &api() const { return *api_; }

private:
  void *handle_;
  const cp_board_api *api_ = nullptr;
};

/** Throws EngineError where the table is of another ABI, or lacks what every board has. */
void checkBoardApi(const cp_board_api &api, const std::string &where);

} // namespace crosspoint::engine
