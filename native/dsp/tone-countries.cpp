#include "dsp/tone-countries.h"

namespace crosspoint::dsp {

namespace {

/**
 * Reads a cadence: steps separated by blanks, each `HERTZ[+HERTZ…][*HERTZ][/ON[-OFF]]`, in milliseconds; `*` is the modulating
 * frequency. Done by the compiler, so that a slip in the table does not compile.
 */
consteval ToneCadence cadence(std::string_view text, std::uint8_t repeats) {
  ToneCadence result;
  result.repeats = repeats;
  std::size_t at = 0;
  const auto number = [&] {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') throw "a number is missing";
    unsigned value = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
      value = value * 10 + static_cast<unsigned>(text[at++] - '0');
    if (value > 0xFFFF) throw "a number is too large";
    return static_cast<std::uint16_t>(value);
  };
  const auto next = [&](char wanted) {
    if (at >= text.size() || text[at] != wanted) return false;
    ++at;
    return true;
  };
  while (at < text.size()) {
    ToneStep &step = result.steps.at(result.count++);
    std::size_t frequencies = 0;
    do step.hertz.at(frequencies++) = number();
    while (next('+'));
    if (next('*')) step.modulationHertz = number();
    if (next('/')) {
      step.onMs = number();
      step.offMs = next('-') ? number() : std::uint16_t{0};
    }
    if (at < text.size() && !next(' ')) throw "a blank is missing";
    if (step.onMs == 0 && (result.count > 1 || at < text.size()))
      throw "a continuous tone stands alone";
  }
  return result;
}

constexpr ToneCadence kSpecial = cadence("950/330 1400/330 1800/330-1000", 0);

/** Three short bursts of the dial tone's frequencies: the positive indication of most networks. */
constexpr ToneCadence confirmation(const ToneCadence &dial) {
  ToneCadence result;
  result.count = 1;
  result.repeats = 3;
  result.steps[0] = dial.steps[0];
  result.steps[0].onMs = 100;
  result.steps[0].offMs = 100;
  return result;
}

struct Row {
  const char *dial;
  const char *ringback;
  const char *busy;
  const char *congestion;
  const char *waiting;
  /** Null: E.180's three rising tones. */
  const char *special = nullptr;
};

consteval CountryTones country(std::string_view code, const Row &row) {
  const ToneCadence dial = cadence(row.dial, 0);
  return {code,
          {dial, cadence(row.ringback, 0), cadence(row.busy, 0), cadence(row.congestion, 0),
           row.special == nullptr ? kSpecial : cadence(row.special, 0), cadence(row.waiting, 0),
           confirmation(dial)}};
}

// clang-format off
constexpr CountryTones kCountries[] = {
    //             dial                     ringback                    busy                congestion               call waiting
    country("",   {"425",                   "425/1000-4000",            "425/500-500",      "425/200-200",           "425/200-600 425/200-3000"}),
    country("AR", {"425",                   "425/1000-4000",            "425/300-200",      "425/300-400",           "425/400-200 425/200-4400"}),
    country("AT", {"420",                   "420/1000-5000",            "420/400-400",      "420/200-200",           "420/40-1960", "950/330 1450/330 1850/330-1000"}),
    country("AU", {"413+438",               "413+438/400-200 413+438/400-2000", "425/375-375", "425/375-375 420/375-375", "425/200-200 425/200-4400", "425/2500-500"}),
    country("BE", {"425",                   "425/1000-3000",            "425/500-500",      "425/167-167",           "1400/175-175 1400/175-3500", "900/330 1400/330 1800/330-1000"}),
    country("BG", {"425",                   "425/1000-4000",            "425/500-500",      "425/250-250",           "425/150-150 425/150-4000"}),
    country("BR", {"425",                   "425/1000-4000",            "425/250-250",      "425/250-250 425/750-250", "425/50-1000"}),
    country("CA", {"350+440",               "440+480/2000-4000",        "480+620/500-500",  "480+620/250-250",       "440/300-10000", "914/274 1371/274 1777/380-1000"}),
    country("CH", {"425",                   "425/1000-4000",            "425/500-500",      "425/200-200",           "425/200-200 425/200-4000"}),
    country("CL", {"400",                   "400/1000-3000",            "400/500-500",      "400/200-200",           "400/250-8750"}),
    country("CN", {"450",                   "450/1000-4000",            "450/350-350",      "450/700-700",           "450/400-4000", "450/100-100 450/100-100 450/100-100 450/400-400"}),
    country("CZ", {"425/330-330 425/660-660", "425/1000-4000",          "425/330-330",      "425/165-165",           "425/330-9000", "950/330-30 1400/330-30 1800/330-1000"}),
    country("DE", {"425",                   "425/1000-4000",            "425/480-480",      "425/240-240",           "425/200-200 425/200-5000"}),
    country("DK", {"425",                   "425/1000-4000",            "425/500-500",      "425/200-200",           "425/200-600 425/200-3000"}),
    country("EE", {"425",                   "425/1000-4000",            "425/300-300",      "425/200-200",           "425/200-600 425/200-3000"}),
    country("ES", {"425",                   "425/1500-3000",            "425/200-200",      "425/200-200 425/200-200 425/200-600", "425/175-175 425/175-3500"}),
    country("FI", {"425",                   "425/1000-4000",            "425/300-300",      "425/200-200",           "425/150-150 425/150-8000"}),
    country("FR", {"440",                   "440/1500-3500",            "440/500-500",      "440/250-250",           "440/300-10000"}),
    country("GB", {"350+440",               "400+450/400-200 400+450/400-2000", "400/375-375", "400/400-350 400/225-525", "400/100-4000"}),
    country("GR", {"425/200-300 425/700-800", "425/1000-4000",          "425/300-300",      "425/200-200",           "425/150-150 425/150-8000"}),
    country("HK", {"350+440",               "440+480/400-200 440+480/400-3000", "480+620/500-500", "480+620/250-250", "440/500-500 440/500-8000"}),
    country("HU", {"425",                   "425/1250-3750",            "425/300-300",      "425/300-300",           "425/40-1960"}),
    country("ID", {"425",                   "425/1000-4000",            "425/500-500",      "425/250-250",           "425/150-150 425/150-10000"}),
    country("IE", {"425",                   "400+450/400-200 400+450/400-2000", "425/500-500", "425/500-500",        "425/180-200 425/200-4500"}),
    country("IL", {"414",                   "414/1000-3000",            "414/500-500",      "414/250-250",           "414/100-100 414/100-100 414/600-3000", "1000/330 1400/330 1800/330-1000"}),
    country("IN", {"400*25",                "400*25/400-200 400*25/400-2000", "400/750-750", "400/250-250",          "400/200-100 400/200-7500"}),
    country("IT", {"425/200-200 425/600-1000", "425/1000-4000",         "425/500-500",      "425/200-200",           "425/400-100 425/250-100 425/150-14000"}),
    country("JP", {"400",                   "400*16/1000-2000",         "400/500-500",      "400/500-500",           "400*16/500-8000"}),
    country("KR", {"350+440",               "440+480/1000-2000",        "480+620/500-500",  "480+620/300-200",       "350+440/250-250 350+440/250-3250"}),
    country("LT", {"425",                   "425/1000-4000",            "425/350-350",      "425/200-200",           "425/150-150 425/150-4000"}),
    country("MX", {"425",                   "425/1000-4000",            "425/250-250",      "425/250-250",           "425/200-600 425/200-10000", "950/330-30 1400/330-30 1800/330-1000"}),
    country("MY", {"425",                   "425/400-200 425/400-2000", "425/500-500",      "425/500-500",           "425/1000-10000"}),
    country("NL", {"425",                   "425/1000-4000",            "425/500-500",      "425/250-250",           "425/500-9500"}),
    country("NO", {"425",                   "425/1000-4000",            "425/500-500",      "425/200-200",           "425/200-600 425/200-10000"}),
    country("NZ", {"400",                   "400+450/400-200 400+450/400-2000", "400/500-500", "400/250-250",        "400/200-3000", "400/750-100 400/750-100 400/750-100 400/750-400"}),
    country("PH", {"425",                   "425+480/1000-4000",        "480+620/500-500",  "480+620/250-250",       "440/300-10000"}),
    country("PL", {"425",                   "425/1000-4000",            "425/500-500",      "425/500-500",           "425/150-150 425/150-4000"}),
    country("PT", {"425",                   "425/1000-5000",            "425/500-500",      "425/200-200",           "425/200-200 425/200-5000"}),
    country("RO", {"450",                   "450/1850-4150",            "450/167-167",      "450/500-500",           "450/150-150 450/150-8000"}),
    country("RU", {"425",                   "425/800-3200",             "425/400-400",      "425/200-200",           "425/200-5000"}),
    country("SE", {"425",                   "425/1000-5000",            "425/250-250",      "425/250-750",           "425/200-500 425/200-9100"}),
    country("SG", {"425",                   "425*24/400-200 425*24/400-2000", "425/750-750", "425/250-250",          "425*24/300-200 425*24/300-3200"}),
    country("TH", {"400*50",                "420/1000-5000",            "400/500-500",      "400/300-300",           "1000/400-10000"}),
    country("TR", {"450",                   "450/2000-4000",            "450/500-500",      "450/200-200 450/200-200 450/200-200 450/600-200", "450/200-600 450/200-8000"}),
    country("TW", {"350+440",               "440+480/1000-2000",        "480+620/500-500",  "480+620/250-250",       "350+440/250-250 350+440/250-3250"}),
    country("US", {"350+440",               "440+480/2000-4000",        "480+620/500-500",  "480+620/250-250",       "440/300-10000", "914/274 1371/274 1777/380-1000"}),
    country("VE", {"425",                   "425/1000-4000",            "425/500-500",      "425/250-250",           "400+450/300-6000"}),
    country("ZA", {"400*33",                "400*33/400-200 400*33/400-2000", "400/500-500", "400/250-250",          "400*33/250-250 400*33/250-250 400*33/250-250 400*33/250-250"}),
};
// clang-format on

constexpr char capital(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

} // namespace

std::span<const CountryTones> countryTones() noexcept {
  return kCountries;
}

const CountryTones &findCountryTones(std::string_view country) noexcept {
  if (country.size() == 2)
    for (const CountryTones &one : kCountries)
      if (one.code.size() == 2 && one.code[0] == capital(country[0]) &&
          one.code[1] == capital(country[1]))
        return one;
  return kCountries[0];
}

} // namespace crosspoint::dsp
