#include <algorithm>

#include "addon/arguments.h"
#include "addon/engine-handle.h"
#include "addon/sound-handle.h"
#include "addon/stream-handle.h"

namespace crosspoint::addon {

namespace {

/** Four numbers for each in an Int32Array: condition, action, symbols, amount. */
std::vector<engine::RunTimeControl> toControls(const Options &options) {
  constexpr std::size_t kEach = 4;
  if (!options.has("controls")) return {};
  const Napi::Value value = options.get("controls");
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_int32_array) {
    refuse("controls", "an Int32Array");
  }
  const auto numbers = value.As<Napi::Int32Array>();
  if (numbers.ElementLength() % kEach != 0) refuse("controls", "four numbers each");
  std::vector<engine::RunTimeControl> controls(numbers.ElementLength() / kEach);
  for (std::size_t each = 0; each < controls.size(); ++each) {
    const std::int32_t *at = numbers.Data() + each * kEach;
    controls[each] = {static_cast<engine::Condition>(at[0]),
                      static_cast<engine::ControlAction>(at[1]), static_cast<std::uint32_t>(at[2]),
                      at[3]};
  }
  return controls;
}

template <class Each>
void forEach(const Options &options, const char *name, Each each) {
  if (!options.get(name).IsArray()) refuse(name, "an array");
  const auto array = options.get(name).As<Napi::Array>();
  for (std::uint32_t index = 0; index < array.Length(); ++index) each(array.Get(index));
}

engine::PlayOptions toPlayOptions(const Options &from) {
  engine::PlayOptions options;
  forEach(from, "sounds",
          [&](const Napi::Value &sound) { options.sounds.push_back(SoundHandle::of(sound)); });
  options.offsetMs = from.whole("offsetMs", options.offsetMs);
  options.maxDurationMs = from.whole("maxDurationMs", options.maxDurationMs);
  options.volumeTenths = from.whole("volumeTenths", options.volumeTenths);
  options.speedPercent = from.whole("speedPercent", options.speedPercent);
  options.startPaused = from.flag("startPaused", false);
  options.jumpMs = from.whole("jumpMs", options.jumpMs);
  options.speedStepPercent = from.whole("speedStepPercent", options.speedStepPercent);
  options.volumeStepTenths = from.whole("volumeStepTenths", options.volumeStepTenths);
  options.controls = toControls(from);
  return options;
}

engine::RecordOptions toRecordOptions(const Options &from) {
  engine::RecordOptions options;
  options.writer = WriterHandle::of(from.get("writer"));
  options.maxDurationMs = from.whole("maxDurationMs", options.maxDurationMs);
  options.minDurationMs = from.whole("minDurationMs", options.minDurationMs);
  options.silenceMs = from.whole("silenceMs", options.silenceMs);
  options.initialSilenceMs = from.whole("initialSilenceMs", options.initialSilenceMs);
  options.silenceThresholdDbm0 = from.whole("silenceThresholdDbm0", options.silenceThresholdDbm0);
  options.startPaused = from.flag("startPaused", false);
  options.beepHertz = from.whole("beepHertz", options.beepHertz);
  options.beepMs = from.whole("beepMs", options.beepMs);
  options.controls = toControls(from);
  return options;
}

dsp::ToneSegment toSegment(const Options &from) {
  dsp::ToneSegment segment;
  std::size_t tones = 0;
  forEach(from, "tones", [&](const Napi::Value &value) {
    if (tones == segment.hertz.size()) refuse("tones", "four at most");
    const Options tone(value, "tone");
    segment.hertz[tones] = tone.whole<std::uint16_t>("hertz");
    segment.levelTenthsDbm0[tones++] = tone.whole<std::int16_t>("levelTenths", -100);
  });
  segment.onMs = from.whole("onMs", segment.onMs);
  segment.offMs = from.whole("offMs", segment.offMs);
  return segment;
}

/** `digits`, the number of a progress `tone` with its `country`, or `segments`. */
dsp::ToneProgram toProgram(const Options &from) {
  dsp::ToneProgram program;
  try {
    if (from.has("digits")) {
      program = dsp::dtmfProgram(from.text("digits"), from.whole<std::uint32_t>("onMs", 100),
                                 from.whole<std::uint32_t>("offMs", 100),
                                 from.whole<std::int16_t>("levelTenths", -70));
    } else if (from.has("tone")) {
      program =
          dsp::progressProgram(static_cast<dsp::ProgressTone>(from.whole<std::uint8_t>("tone")),
                               from.text("country", ""));
    } else {
      forEach(from, "segments", [&](const Napi::Value &segment) {
        program.segments.push_back(toSegment(Options(segment, "segment")));
      });
    }
  } catch (const std::invalid_argument &error) {
    throw engine::EngineError("invalid-request", error.what());
  }
  program.repeats = from.whole("repeats", program.repeats);
  return program;
}

Napi::Value toOperation(Napi::Env env, engine::OperationId operation) {
  return Napi::Number::New(env, static_cast<double>(operation));
}

std::uint32_t toPort(const Napi::Value &value) {
  return toWhole<std::uint32_t>(value, "port");
}

} // namespace

std::vector<Napi::ClassPropertyDescriptor<EngineHandle>> EngineHandle::operationMethods() {
  return {
      entry<&EngineHandle::play>("play"),
      entry<&EngineHandle::record>("record"),
      entry<&EngineHandle::generate>("generate"),
      entry<&EngineHandle::control>("control"),
      entry<&EngineHandle::trigger>("trigger"),
      entry<&EngineHandle::disconnect>("disconnect"),
      entry<&EngineHandle::bindLine>("bindLine"),
      entry<&EngineHandle::detect>("detect"),
      entry<&EngineHandle::setGain>("setGain"),
      entry<&EngineHandle::createConference>("createConference"),
      entry<&EngineHandle::destroyConference>("destroyConference"),
      entry<&EngineHandle::join>("join"),
      entry<&EngineHandle::leave>("leave"),
      entry<&EngineHandle::openStream>("openStream"),
      entry<&EngineHandle::openTrunk>("openTrunk"),
  };
}

Napi::Value EngineHandle::play(const Info &info) {
  const auto options = toPlayOptions(Options(info[1], "options"));
  return toOperation(info.Env(), engine().play(toPort(info[0]), options));
}

Napi::Value EngineHandle::record(const Info &info) {
  const auto options = toRecordOptions(Options(info[1], "options"));
  const auto operation = engine().record(toPort(info[0]), options);
  std::erase_if(writers_, [](const auto &writer) { return writer.expired(); });
  writers_.push_back(options.writer);
  return toOperation(info.Env(), operation);
}

Napi::Value EngineHandle::generate(const Info &info) {
  const Options from(info[1], "options");
  engine::GenerateOptions options;
  options.program = toProgram(from);
  options.controls = toControls(from);
  return toOperation(info.Env(), engine().generate(toPort(info[0]), options));
}

Napi::Value EngineHandle::control(const Info &info) {
  engine().control(toWhole<engine::OperationId>(info[0], "operation"),
                   static_cast<engine::ControlAction>(toWhole<std::uint8_t>(info[1], "action")),
                   toWhole<std::int32_t>(info[2], "amount"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::trigger(const Info &info) {
  engine().trigger(toPort(info[0]));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::disconnect(const Info &info) {
  engine().disconnect(toPort(info[0]));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::bindLine(const Info &info) {
  const std::uint32_t line =
      info[1].IsNull() ? engine::kNoLine : toWhole<std::uint32_t>(info[1], "line");
  engine().bindLine(toPort(info[0]), line);
  return info.Env().Undefined();
}

Napi::Value EngineHandle::detect(const Info &info) {
  const std::string country = info[2].IsUndefined() ? "" : toText(info[2], "country");
  engine().detect(toPort(info[0]), toWhole<std::uint32_t>(info[1], "detectors"), country);
  return info.Env().Undefined();
}

Napi::Value EngineHandle::setGain(const Info &info) {
  engine().setGain(toPort(info[0]), toWhole<std::int32_t>(info[1], "rxTenths"),
                   toWhole<std::int32_t>(info[2], "txTenths"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::createConference(const Info &info) {
  return Napi::Number::New(info.Env(),
                           engine().createConference(toWhole<std::uint32_t>(info[0], "loudest")));
}

Napi::Value EngineHandle::destroyConference(const Info &info) {
  engine().destroyConference(toWhole<std::uint32_t>(info[0], "conference"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::join(const Info &info) {
  const Options from(info[2], "options");
  engine::PartyOptions options;
  options.talks = from.flag("talks", true);
  options.listens = from.flag("listens", true);
  options.coachOf = from.whole("coachOf", options.coachOf);
  engine().join(toWhole<std::uint32_t>(info[0], "conference"), toPort(info[1]), options);
  return info.Env().Undefined();
}

Napi::Value EngineHandle::leave(const Info &info) {
  engine().leave(toPort(info[0]));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::openStream(const Info &info) {
  const auto stream =
      engine().openStream(toPort(info[0]), toWhole<std::uint32_t>(info[1], "capacityMs"));
  std::erase_if(streams_, [](const auto &one) { return one.expired(); });
  streams_.push_back(stream);
  if (!isStepped_) pump_->tick(std::chrono::milliseconds(std::max(blockFrames_ / 8, 10u)));
  return StreamHandle::of(info.Env(), stream);
}

Napi::Value EngineHandle::openTrunk(const Info &info) {
  auto trunk = TrunkHandle::open(engine(), info[0], isStepped_);
  std::erase_if(trunks_, [](const auto &one) { return !one->isThere(); });
  trunks_.push_back(trunk);
  return TrunkHandle::of(info.Env(), std::move(trunk));
}

} // namespace crosspoint::addon
