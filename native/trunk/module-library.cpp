#include "trunk/module-library.h"

#include <dlfcn.h>

#include "engine/engine-error.h"

namespace crosspoint::trunk {

void ModuleLibrary::Close::operator()(void *handle) const {
  dlclose(handle);
}

ModuleLibrary::ModuleLibrary(const std::string &path)
    : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle_) {
    const char *why = dlerror();
    throw engine::EngineError("invalid-configuration",
                              why != nullptr ? why : "cannot load the module " + path);
  }
  const auto entry =
      reinterpret_cast<cp_signalling_entry>(dlsym(handle_.get(), "crosspoint_signalling"));
  api_ = entry != nullptr ? entry(CP_SIGNALLING_ABI) : nullptr;
  if (api_ == nullptr)
    throw engine::EngineError("invalid-configuration",
                              path + " is no signalling module for this version");
}

} // namespace crosspoint::trunk
