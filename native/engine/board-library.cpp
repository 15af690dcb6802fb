#include "engine/board-library.h"

#include <dlfcn.h>

#include <cstddef>

#include "engine/engine-error.h"

namespace crosspoint::engine {

BoardLibrary::BoardLibrary(const std::string &path)
    : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr) {
    const char *why = dlerror();
    throw EngineError("invalid-configuration",
                      "the board library cannot be loaded: " + std::string(why ? why : path));
  }
  try {
    const auto entry = reinterpret_cast<cp_board_entry>(dlsym(handle_, "crosspoint_board"));
    if (entry == nullptr)
      throw EngineError("invalid-configuration",
                        path + " is no board library: it does not export crosspoint_board");
    api_ = entry(CP_BOARD_ABI);
    if (api_ == nullptr)
      throw EngineError("invalid-configuration", path + " does not speak version " +
                                                     std::to_string(CP_BOARD_ABI) +
                                                     " of the board interface");
    checkBoardApi(*api_, path);
  } catch (...) {
    dlclose(handle_);
    throw;
  }
}

BoardLibrary::~BoardLibrary() {
  dlclose(handle_);
}

void checkBoardApi(const cp_board_api &api, const std::string &where) {
  if (api.abi != CP_BOARD_ABI)
    throw EngineError("invalid-configuration",
                      where + " speaks version " + std::to_string(api.abi) +
                          " of the board interface, not " + std::to_string(CP_BOARD_ABI));
  // What lies behind `size` is not there, however the memory looks.
  const bool whole = api.size >= offsetof(cp_board_api, exchange) + sizeof api.exchange;
  if (!whole || !api.open || !api.close || !api.info || !api.exchange)
    throw EngineError("invalid-configuration",
                      where + " lacks one of open, close, info and exchange");
}

} // namespace crosspoint::engine
