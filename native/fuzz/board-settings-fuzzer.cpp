// Settings of a board come from configuration files and over the API: any octets are read or refused, with a place that lies within them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "settings/json.h"

using crosspoint::settings::Json;
using crosspoint::settings::JsonFields;
using crosspoint::settings::SettingsError;

namespace {

/** Depth first through everything, as a board that asks for every member would. */
std::size_t visit(const Json &value, std::size_t depth) {
  if (depth > Json::kDeepest + 1) std::abort();
  std::size_t count = 1;
  for (const Json &item : value.items()) count += visit(item, depth + 1);
  for (const auto &[name, member] : value.members()) {
    if (value.find(name) != &member) std::abort();
    count += visit(member, depth + 1);
  }
  return count;
}

void askForMembers(const Json &value) {
  JsonFields fields(value);
  fields.integer("slot", 0, 0, 31);
  fields.number("oscillatorPpm", 0, -1'000, 1'000);
  fields.word("pace", 0, {"real", "stepped"});
  fields.string("backplane", "main", 64);
  for (const Json &span : fields.array("spans", 64)) {
    JsonFields inner(span);
    inner.need("kind");
    inner.finish();
  }
  fields.finish();
}

} // namespace

extern "C" const char *const *crosspointFuzzerSeeds(std::size_t *count);
extern "C" const char *const *crosspointFuzzerSeeds(std::size_t *count) {
  static const char *const seeds[] = {
      R"({"backplane":"main","slot":0,"pace":"real","law":"a","ports":32,"spans":[{"kind":"e1"},{"kind":"fxs","lines":4}],"oscillatorPpm":-4.5e1})",
      R"({"faults":[{"atMs":10,"kind":"remove","a":0}],"x":[null,true,false,"\u00e9\ud83d\ude00\n"]})",
      "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", "{}"};
  *count = std::size(seeds);
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *octets, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(octets), size);
  try {
    const Json value = Json::parse(text);
    if (visit(value, 0) > Json::kMostValues) std::abort();
    askForMembers(value);
  } catch (const SettingsError &error) {
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    if (error.line < 1 || error.line > lines || error.column < 1 || error.column > size + 1)
      std::abort();
  }
  return 0;
}
