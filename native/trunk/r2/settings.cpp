#include "trunk/r2/settings.h"

#include <algorithm>
#include <cctype>

#include "settings/json.h"
#include "trunk/r2/openr2.h"

namespace crosspoint::trunk::r2 {

Settings readSettings(std::string_view json) {
  const settings::Json object = settings::Json::parse(json);
  settings::JsonFields fields(object);
  Settings settings;
  settings.variant = fields.string("variant", settings.variant, 8);
  std::ranges::transform(settings.variant, settings.variant.begin(), [](unsigned char letter) {
    return static_cast<char>(std::toupper(letter));
  });
  if (openr2_proto_get_variant(settings.variant.c_str()) == OR2_VAR_UNKNOWN)
    object.refuse("openr2 knows no variant of that name");
  const auto choice = [&](const char *name, int &into) {
    if (const settings::Json *given = fields.take(name)) {
      if (given->kind() != settings::Json::Kind::boolean) given->refuse("true or false is wanted");
      into = given->boolean();
    }
  };
  settings.maxAni = static_cast<int>(fields.integer("ani", 20, 0, 60));
  settings.maxDnis = static_cast<int>(fields.integer("dnis", 20, 1, 60));
  choice("aniFirst", settings.aniFirst);
  choice("skipCategory", settings.skipCategory);
  choice("immediateAccept", settings.immediateAccept);
  settings.doubleAnswer = fields.boolean("doubleAnswer", false);
  settings.accepts = fields.boolean("accept", false);
  settings.waitsOnDisconnect = fields.boolean("waitOnDisconnect", false);
  settings.huntsUp = fields.word("hunt", 1, {"up", "down"}) == 0;
  settings.backwardTimeoutMs = static_cast<int>(fields.integer("backwardTimeout", -1, -1, 60'000));
  settings.meteringPulseMs = static_cast<int>(fields.integer("meteringPulse", -1, -1, 10'000));
  settings.debug = fields.boolean("debug", false);
  fields.finish();
  return settings;
}

} // namespace crosspoint::trunk::r2
