#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "crosspoint/codec.h"
#include "engine/sound-format.h"

namespace crosspoint::engine {

class CodecModule;

/** A codec of the optional module, for G.726 or GSM. Keeps the module loaded. */
class SoundCodec {
public:
  /** Throws EngineError "service-not-supported" where the module is not there or does not have it. */
  explicit SoundCodec(const SoundFormat &format);

  const cp_codec_info &info() const noexcept { return info_; }
  /** Whole units; both throw EngineError "unreadable-sound" where the codec fails. */
  void decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> samples);
  void encode(std::span<const std::int16_t> samples, std::span<std::uint8_t> octets);

private:
  struct Close {
    const cp_codec_api *api;
    void operator()(cp_codec *codec) const { api->close(codec); }
  };

  // Before the codec: it is unloaded after it.
  std::shared_ptr<CodecModule> module_;
  std::unique_ptr<cp_codec, Close> codec_;
  SampleCoding coding_;
  cp_codec_info info_{};
};

} // namespace crosspoint::engine
