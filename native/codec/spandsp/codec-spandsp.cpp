// G.726 and GSM 06.10 by libspandsp. That library is under the LGPL 2.1: it is linked dynamically, into this module only,
// and the module is optional, so that nobody who does without these coders has it in the process.
#include <spandsp.h>

#include <memory>
#include <new>

#include "crosspoint/codec.h"

struct cp_codec {
  // One state of G.726 serves both directions: the encoder contains the decoder.
  struct FreeG726 {
    void operator()(g726_state_t *state) const { g726_free(state); }
  };
  struct FreeGsm {
    void operator()(gsm0610_state_t *state) const { gsm0610_free(state); }
  };
  std::unique_ptr<g726_state_t, FreeG726> g726;
  std::unique_ptr<gsm0610_state_t, FreeGsm> gsmEncoder;
  std::unique_ptr<gsm0610_state_t, FreeGsm> gsmDecoder;
  uint32_t unitOctets = 0;
  uint32_t unitFrames = 0;
};

namespace {

// Far below what the library counts in an int.
constexpr uint32_t kUnitsPerCall = 1024;

cp_result openG726(cp_codec &codec, const cp_codec_format &format) {
  const uint32_t rate = format.bits_per_second;
  if (rate % 8'000 != 0 || rate < 16'000 || rate > 40'000) return CP_ERROR_NOT_SUPPORTED;
  int packing = G726_PACKING_LEFT;
  if (format.packing == CP_PACKING_RIGHT)
    packing = G726_PACKING_RIGHT;
  else if (format.packing != CP_PACKING_LEFT)
    return CP_ERROR_NOT_SUPPORTED;
  codec.g726.reset(g726_init(nullptr, static_cast<int>(rate), G726_ENCODING_LINEAR, packing));
  // Eight samples end on a whole octet at every rate.
  codec.unitFrames = 8;
  codec.unitOctets = rate / 8'000;
  return codec.g726 ? CP_OK : CP_ERROR_NO_MEMORY;
}

cp_result openGsm(cp_codec &codec, const cp_codec_format &format) {
  const bool wav = format.packing == CP_PACKING_WAV;
  if (!wav && format.packing != CP_PACKING_RTP) return CP_ERROR_NOT_SUPPORTED;
  const int packing = wav ? GSM0610_PACKING_WAV49 : GSM0610_PACKING_VOIP;
  codec.gsmEncoder.reset(gsm0610_init(nullptr, packing));
  codec.gsmDecoder.reset(gsm0610_init(nullptr, packing));
  codec.unitFrames = wav ? 320 : 160;
  codec.unitOctets = wav ? 65 : 33;
  return codec.gsmEncoder && codec.gsmDecoder ? CP_OK : CP_ERROR_NO_MEMORY;
}

cp_result openCodec(const cp_codec_format *format, cp_codec **codec) {
  if (!format || !codec || format->size < sizeof *format) return CP_ERROR_INVALID_ARGUMENT;
  auto made = std::unique_ptr<cp_codec>(new (std::nothrow) cp_codec);
  if (!made) return CP_ERROR_NO_MEMORY;
  cp_result result = CP_ERROR_NOT_SUPPORTED;
  if (format->kind == CP_CODEC_G726)
    result = openG726(*made, *format);
  else if (format->kind == CP_CODEC_GSM)
    result = openGsm(*made, *format);
  if (result == CP_OK) *codec = made.release();
  return result;
}

void closeCodec(cp_codec *codec) {
  delete codec;
}

cp_result info(cp_codec *codec, cp_codec_info *into) {
  if (!codec || !into || into->size < sizeof *into) return CP_ERROR_INVALID_ARGUMENT;
  into->unit_octets = codec->unitOctets;
  into->unit_frames = codec->unitFrames;
  into->continues = codec->g726 ? 1 : 0;
  return CP_OK;
}

cp_result encode(cp_codec *codec, const int16_t *samples, uint32_t units, uint8_t *octets) {
  while (units > 0) {
    const uint32_t now = units < kUnitsPerCall ? units : kUnitsPerCall;
    const int count = static_cast<int>(now * codec->unitFrames);
    const int made = codec->g726 ? g726_encode(codec->g726.get(), octets, samples, count)
                                 : gsm0610_encode(codec->gsmEncoder.get(), octets, samples, count);
    if (made != static_cast<int>(now * codec->unitOctets)) return CP_ERROR_DEVICE;
    samples += count;
    octets += made;
    units -= now;
  }
  return CP_OK;
}

cp_result decode(cp_codec *codec, const uint8_t *octets, uint32_t units, int16_t *samples) {
  while (units > 0) {
    const uint32_t now = units < kUnitsPerCall ? units : kUnitsPerCall;
    const int count = static_cast<int>(now * codec->unitOctets);
    const int made = codec->g726 ? g726_decode(codec->g726.get(), samples, octets, count)
                                 : gsm0610_decode(codec->gsmDecoder.get(), samples, octets, count);
    if (made != static_cast<int>(now * codec->unitFrames)) return CP_ERROR_DEVICE;
    octets += count;
    samples += made;
    units -= now;
  }
  return CP_OK;
}

constexpr cp_codec_api kApi = {
    sizeof(cp_codec_api), CP_CODEC_ABI, "spandsp", "LGPL-2.1", openCodec,
    closeCodec,           info,         encode,    decode,
};

} // namespace

const cp_codec_api *crosspoint_codec(uint32_t abi) {
  return abi == CP_CODEC_ABI ? &kApi : nullptr;
}
