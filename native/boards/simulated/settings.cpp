#include "boards/simulated/settings.h"

#include <algorithm>

#include "boards/simulated/faults.h"
#include "settings/json.h"

namespace crosspoint::boards {

namespace {

SpanSettings parseSpan(const settings::Json &json) {
  settings::JsonFields fields(json);
  SpanSettings span;
  fields.need("kind");
  span.type = static_cast<SpanType>(fields.word("kind", 0, {"e1", "t1", "fxs", "fxo", "em"}));
  if (span.type == SpanType::e1)
    span.lines = 31;
  else if (span.type == SpanType::t1)
    span.lines = 24;
  else
    span.lines = static_cast<std::uint32_t>(fields.integer("lines", 4, 1, 32));
  fields.finish();
  return span;
}

Cable parseCable(const settings::Json &json, const Settings &settings) {
  settings::JsonFields fields(json);
  Cable cable;
  const auto lastSpan = static_cast<std::int64_t>(settings.spans.size()) - 1;
  if (lastSpan < 0) json.refuse("this board has no spans");
  cable.from.slot = settings.slot;
  cable.from.span = static_cast<std::uint32_t>(fields.needInteger("span", 0, lastSpan));
  settings::JsonFields to(fields.need("to"));
  cable.to.slot = static_cast<std::uint32_t>(to.integer("slot", settings.slot, 0, kSlots - 1));
  cable.to.span = static_cast<std::uint32_t>(to.needInteger("span", 0, kMostSpans - 1));
  to.finish();
  fields.finish();
  if (cable.from == cable.to) json.refuse("both ends in one socket; loop_span does that");
  return cable;
}

FaultSettings parseFault(const settings::Json &json) {
  settings::JsonFields fields(json);
  FaultSettings fault;
  fault.atMs = static_cast<std::uint64_t>(fields.integer("atMs", 0, 0, 1'000'000'000));
  fields.need("kind");
  const std::size_t kind =
      fields.word("kind", 0, {"remove", "cut", "mend", "alarm", "damageFrame", "oscillator"});
  fault.kind = static_cast<int>(kind) + CP_FAULT_REMOVE;
  fault.a = static_cast<std::uint32_t>(fields.integer("a", 0, 0, UINT32_MAX));
  fault.b = static_cast<std::uint32_t>(fields.integer("b", 0, 0, UINT32_MAX));
  fields.finish();
  return fault;
}

} // namespace

Settings Settings::parse(const std::string &text) {
  const settings::Json json = settings::Json::parse(text);
  settings::JsonFields fields(json);
  Settings settings;
  settings.backplane = fields.string("backplane", settings.backplane, 64);
  settings.slot = static_cast<std::uint32_t>(fields.integer("slot", 0, 0, kSlots - 1));
  settings.pace = static_cast<Pace>(fields.word("pace", 0, {"real", "stepped"}));
  settings.law = static_cast<cp_law>(fields.word("law", 0, {"a", "mu"}));
  settings.ports = static_cast<std::uint32_t>(fields.integer("ports", 32, 0, kMostPorts));
  settings.oscillatorPpm = fields.number("oscillatorPpm", 0, -1'000, 1'000);
  settings.ringOnMs = static_cast<std::uint32_t>(fields.integer("ringOnMs", 1'000, 100, 10'000));
  settings.ringOffMs = static_cast<std::uint32_t>(fields.integer("ringOffMs", 4'000, 100, 10'000));
  if (fields.take("spans"))
    for (const settings::Json &span : fields.array("spans", kMostSpans))
      settings.spans.push_back(parseSpan(span));
  else
    settings.spans.push_back({});
  for (const settings::Json &cable : fields.array("cables", kMostSpans))
    settings.cables.push_back(parseCable(cable, settings));
  for (const settings::Json &fault : fields.array("faults", 256))
    settings.faults.push_back(parseFault(fault));
  fields.finish();
  std::stable_sort(settings.faults.begin(), settings.faults.end(),
                   [](const auto &a, const auto &b) { return a.atMs < b.atMs; });
  return settings;
}

} // namespace crosspoint::boards
