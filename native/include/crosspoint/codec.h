/*
 * The codec SPI: coders for sound files that come as a library of their own, as a C ABI.
 *
 * A module exports one symbol, `crosspoint_codec`. It is loaded when the first file needs it; where it is missing, that
 * file is refused and everything else works. Nothing here is called from a frame path.
 *
 * Threads. Codecs are independent of each other; one codec is used by one thread at a time. Nothing blocks.
 * Units. Both directions take whole units: `unit_octets` of data are `unit_frames` samples of 8 kHz.
 */
#ifndef CROSSPOINT_CODEC_H
#define CROSSPOINT_CODEC_H

#include "crosspoint/board.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Raised when something here changes in a way that an old module or an old host cannot live with. */
#define CP_CODEC_ABI 1u

typedef struct cp_codec cp_codec;

typedef enum cp_codec_kind {
  /** ITU-T G.726 at 16,000, 24,000, 32,000 or 40,000 bit/s. */
  CP_CODEC_G726 = 1,
  /** GSM 06.10 full rate, 13,000 bit/s. */
  CP_CODEC_GSM = 2,
} cp_codec_kind;

/** How code words lie in octets. */
typedef enum cp_codec_packing {
  /** G.726: the first code word in the highest bits, as in I.366.2 (AAL2) and in WAV files. */
  CP_PACKING_LEFT = 1,
  /** G.726: the first code word in the lowest bits, as in RTP (RFC 3551 §4.5.4). */
  CP_PACKING_RIGHT = 2,
  /** GSM: 33 octets a frame, as in RTP (RFC 3551 §4.5.8). */
  CP_PACKING_RTP = 3,
  /** GSM: two frames in 65 octets, as in WAV files (format 0x31). */
  CP_PACKING_WAV = 4,
} cp_codec_packing;

typedef struct cp_codec_format {
  uint32_t size;
  uint32_t kind;
  uint32_t bits_per_second;
  uint32_t packing;
} cp_codec_format;

typedef struct cp_codec_info {
  uint32_t size;
  uint32_t unit_octets;
  uint32_t unit_frames;
  /** The coder's state follows from the codes alone: who decodes what a file has can go on encoding where it ends. */
  uint8_t continues;
} cp_codec_info;

typedef struct cp_codec_api {
  uint32_t size;
  uint32_t abi;
  /** Short and lasting, and under which terms it may be used. */
  const char *name;
  const char *licence;

  /** NOT_SUPPORTED for what the module does not have; then `*codec` is untouched. */
  cp_result (*open)(const cp_codec_format *format, cp_codec **codec);
  void (*close)(cp_codec *codec);
  cp_result (*info)(cp_codec *codec, cp_codec_info *info);
  /** Whole units of linear samples to octets; `octets` has room for them. */
  cp_result (*encode)(cp_codec *codec, const int16_t *samples, uint32_t units, uint8_t *octets);
  /** Whole units of octets to linear samples; `samples` has room for them. */
  cp_result (*decode)(cp_codec *codec, const uint8_t *octets, uint32_t units, int16_t *samples);
} cp_codec_api;

/** The one exported symbol. Answers null where the module cannot speak `abi`. The table lives as long as the library. */
typedef const cp_codec_api *(*cp_codec_entry)(uint32_t abi);
CP_EXPORT const cp_codec_api *crosspoint_codec(uint32_t abi);

#ifdef __cplusplus
}
#endif
#endif
