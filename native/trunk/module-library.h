#pragma once

#include <memory>
#include <string>

#include "crosspoint/signalling.h"

namespace crosspoint::trunk {

/** A signalling module in memory. Throws engine::EngineError where the file is none. */
class ModuleLibrary {
public:
  explicit ModuleLibrary(const std::string &path);
  const cp_signalling_api &api() const { return *api_; }

private:
  struct Close {
    void operator()(void *handle) const;
  };
  std::unique_ptr<void, Close> handle_;
  const cp_signalling_api *api_ = nullptr;
};

} // namespace crosspoint::trunk
