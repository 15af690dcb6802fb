#include "engine/sound-codec.h"

#include <mutex>
#include <stdexcept>
#include <string>

#include "engine/engine-error.h"

#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace crosspoint::engine {

namespace {

#if defined(_WIN32)

void *loadLibrary(const std::string &path) {
  return LoadLibraryA(path.c_str());
}
void unloadLibrary(void *library) {
  FreeLibrary(static_cast<HMODULE>(library));
}
void *entryOf(void *library, const char *name) {
  return reinterpret_cast<void *>(GetProcAddress(static_cast<HMODULE>(library), name));
}
std::string loadFault() {
  return "error " + std::to_string(GetLastError());
}
std::string defaultPath() {
  return "codec-spandsp.dll";
}

#else

void *loadLibrary(const std::string &path) {
  return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
}
void unloadLibrary(void *library) {
  dlclose(library);
}
void *entryOf(void *library, const char *name) {
  return dlsym(library, name);
}
std::string loadFault() {
  const char *text = dlerror();
  return text ? text : "unknown fault";
}

/** Modules and boards are built into the folder of the library or program that this code is in. */
std::string defaultPath() {
  const char *name = "codec-spandsp.so";
  Dl_info here{};
  if (dladdr(reinterpret_cast<const void *>(&setCodecModule), &here) == 0 || !here.dli_fname)
    return name;
  const std::string file = here.dli_fname;
  const auto slash = file.rfind('/');
  // Without a folder dlopen would search the system: not meant.
  return slash == std::string::npos ? std::string("./") + name : file.substr(0, slash + 1) + name;
}

#endif

[[noreturn]] void notSupported(const std::string &message) {
  throw EngineError("service-not-supported", message, -1, CP_ERROR_NOT_SUPPORTED);
}

} // namespace

/** The library and its table. */
class CodecModule {
public:
  explicit CodecModule(const std::string &path) : library_(loadLibrary(path)) {
    if (!library_) notSupported("The codec module is not there: " + loadFault());
    if (const auto entry = reinterpret_cast<cp_codec_entry>(entryOf(library_, "crosspoint_codec")))
      api_ = entry(CP_CODEC_ABI);
    if (!api_ || api_->size < sizeof(cp_codec_api)) {
      unloadLibrary(library_);
      notSupported("The library is no codec module of this version: " + path);
    }
  }
  ~CodecModule() { unloadLibrary(library_); }
  CodecModule(const CodecModule &) = delete;
  CodecModule &operator=(const CodecModule &) = delete;

  const cp_codec_api &api() const noexcept { return *api_; }

private:
  void *library_;
  const cp_codec_api *api_ = nullptr;
};

namespace {

/** Which module the process uses. It is loaded by the first who needs it and unloaded after the last. */
struct Chosen {
  std::mutex lock;
  std::string path;
  std::weak_ptr<CodecModule> module;
};

Chosen &chosen() {
  static Chosen one;
  return one;
}

std::shared_ptr<CodecModule> loadModule() {
  Chosen &choice = chosen();
  const std::lock_guard guard(choice.lock);
  if (auto module = choice.module.lock()) return module;
  auto module = std::make_shared<CodecModule>(choice.path.empty() ? defaultPath() : choice.path);
  choice.module = module;
  return module;
}

cp_codec_format described(const SoundFormat &format) {
  cp_codec_format described{};
  described.size = sizeof described;
  if (format.coding == SampleCoding::gsm) {
    described.kind = CP_CODEC_GSM;
    described.bits_per_second = 13'000;
    described.packing = format.wavPacking ? CP_PACKING_WAV : CP_PACKING_RTP;
  } else {
    described.kind = CP_CODEC_G726;
    // The rate of G.726 is that of its code words at 8 kHz, whatever the samples' rate is.
    described.bits_per_second = format.bitsPerSample * 8'000;
    described.packing = format.wavPacking ? CP_PACKING_LEFT : CP_PACKING_RIGHT;
  }
  return described;
}

void check(cp_result result, SampleCoding coding) {
  if (result != CP_OK)
    throw EngineError("unreadable-sound",
                      std::string("The codec module failed at ") + nameOf(coding), -1, result);
}

} // namespace

void setCodecModule(const std::string &path) {
  Chosen &choice = chosen();
  const std::lock_guard guard(choice.lock);
  choice.path = path;
  choice.module.reset();
}

SoundCodec::SoundCodec(const SoundFormat &format) : module_(loadModule()), coding_(format.coding) {
  const cp_codec_format wanted = described(format);
  cp_codec *codec = nullptr;
  if (module_->api().open(&wanted, &codec) != CP_OK)
    notSupported(std::string("The codec module ") + module_->api().name + " does not have " +
                 nameOf(format.coding));
  codec_ = {codec, Close{&module_->api()}};
  info_.size = sizeof info_;
  check(module_->api().info(codec, &info_), format.coding);
  if (info_.unit_octets != format.unitOctets || info_.unit_frames != format.unitFrames)
    notSupported(std::string("The codec module has another ") + nameOf(format.coding));
}

void SoundCodec::decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> samples) {
  const auto units = static_cast<std::uint32_t>(octets.size() / info_.unit_octets);
  if (samples.size() < std::size_t{units} * info_.unit_frames)
    throw std::length_error("SoundCodec::decode");
  check(module_->api().decode(codec_.get(), octets.data(), units, samples.data()), coding_);
}

void SoundCodec::encode(std::span<const std::int16_t> samples, std::span<std::uint8_t> octets) {
  const auto units = static_cast<std::uint32_t>(samples.size() / info_.unit_frames);
  if (octets.size() < std::size_t{units} * info_.unit_octets)
    throw std::length_error("SoundCodec::encode");
  check(module_->api().encode(codec_.get(), samples.data(), units, octets.data()), coding_);
}

} // namespace crosspoint::engine
