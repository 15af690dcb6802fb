#include <array>

#include "addon/arguments.h"
#include "addon/engine-handle.h"

namespace crosspoint::addon {

namespace {

const char *wordsOf(cp_result result) {
  switch (result) {
    case CP_OK:
      return "done";
    case CP_ERROR_NOT_SUPPORTED:
      return "this board cannot do it";
    case CP_ERROR_INVALID_ARGUMENT:
      return "an argument is out of range";
    case CP_ERROR_INVALID_SETTINGS:
      return "the settings do not fit";
    case CP_ERROR_INVALID_STREAM:
      return "there is no such stream";
    case CP_ERROR_INVALID_TIMESLOT:
      return "there is no such timeslot";
    case CP_ERROR_INVALID_SPEED:
      return "the stream cannot have this speed";
    case CP_ERROR_INVALID_MODE:
      return "there is no such mode";
    case CP_ERROR_INVALID_CLOCK:
      return "there is no such clock";
    case CP_ERROR_NO_PATH:
      return "the switch has no free path";
    case CP_ERROR_CONFLICT:
      return "that output is driven already";
    case CP_ERROR_STATE:
      return "it does not fit the state";
    case CP_ERROR_BUSY:
      return "it is busy";
    case CP_ERROR_NO_MEMORY:
      return "there is no memory left";
    case CP_ERROR_DEVICE:
      return "a device or file of the system could not be used";
    case CP_ERROR_REMOVED:
      return "the board has been pulled out";
  }
  return "the board answered an unknown result";
}

/** An object that is filled member by member. */
class Made {
public:
  explicit Made(Napi::Env env) : env_(env), object_(Napi::Object::New(env)) {}
  Made &whole(const char *name, std::uint64_t value) {
    object_.Set(name, Napi::Number::New(env_, static_cast<double>(value)));
    return *this;
  }
  Made &flag(const char *name, bool value) {
    object_.Set(name, Napi::Boolean::New(env_, value));
    return *this;
  }
  Made &text(const char *name, std::string_view value) {
    object_.Set(name, Napi::String::New(env_, value.data(), value.size()));
    return *this;
  }
  Made &value(const char *name, Napi::Value value) {
    object_.Set(name, value);
    return *this;
  }
  Napi::Value done() const { return object_; }

private:
  Napi::Env env_;
  Napi::Object object_;
};

/** A text of a structure, which a board may have left without its zero. */
template <std::size_t size>
std::string_view textOf(const char (&text)[size]) {
  return {text, strnlen(text, size)};
}

/** `octets` of `stream` as three arguments from `at` on. */
cp_terminus toTerminus(const Napi::CallbackInfo &info, std::size_t at) {
  return {toWhole<std::uint8_t>(info[at], "bus"), 0, toWhole<std::uint16_t>(info[at + 1], "stream"),
          toWhole<std::uint16_t>(info[at + 2], "timeslot")};
}

Napi::Value spanConfigOf(Napi::Env env, const cp_span_config &config) {
  return Made(env)
      .whole("framing", config.framing)
      .whole("coding", config.coding)
      .whole("law", config.law)
      .flag("crc4", config.crc4 != 0)
      .flag("givesClock", config.gives_clock != 0)
      .done();
}

Napi::Value clockConfigOf(Napi::Env env, const cp_clock_config &config) {
  return Made(env)
      .whole("mode", config.mode)
      .whole("source", config.source)
      .whole("network", config.network)
      .flag("autoFallback", config.auto_fallback != 0)
      .whole("fallbackSource", config.fallback_source)
      .whole("fallbackNetwork", config.fallback_network)
      .whole("netrefSource", config.netref_source)
      .whole("netrefNetwork", config.netref_network)
      .done();
}

} // namespace

template <class... Formal, class... Actual>
void EngineHandle::ask(const char *what,
                       cp_result (*cp_board_api::*function)(cp_board *, Formal...),
                       Actual... actual) {
  const auto lock = engine().control();
  const cp_board_api &api = engine().api();
  // What lies behind `size` an older board does not have.
  const auto end = reinterpret_cast<const char *>(&(api.*function) + 1);
  const bool isThere = end - reinterpret_cast<const char *>(&api) <= std::ptrdiff_t{api.size};
  const auto called = isThere ? api.*function : nullptr;
  const cp_result result =
      called == nullptr ? CP_ERROR_NOT_SUPPORTED : called(engine().board(), actual...);
  if (result != CP_OK) {
    throw engine::EngineError("internal", std::string(what) + ": " + wordsOf(result), -1, result);
  }
}

std::vector<Napi::ClassPropertyDescriptor<EngineHandle>> EngineHandle::boardMethods() {
  return {
      entry<&EngineHandle::info>("info"),
      entry<&EngineHandle::spanInfo>("spanInfo"),
      entry<&EngineHandle::lineInfo>("lineInfo"),
      entry<&EngineHandle::portInfo>("portInfo"),
      entry<&EngineHandle::configureSpan>("configureSpan"),
      entry<&EngineHandle::startSpan>("startSpan"),
      entry<&EngineHandle::stopSpan>("stopSpan"),
      entry<&EngineHandle::loopSpan>("loopSpan"),
      entry<&EngineHandle::openLine>("openLine"),
      entry<&EngineHandle::hook>("hook"),
      entry<&EngineHandle::setBits>("setBits"),
      entry<&EngineHandle::setLineGain>("setLineGain"),
      entry<&EngineHandle::setEchoCancel>("setEchoCancel"),
      entry<&EngineHandle::sendFrame>("sendFrame"),
      entry<&EngineHandle::resetSwitch>("resetSwitch"),
      entry<&EngineHandle::setOutputs>("setOutputs"),
      entry<&EngineHandle::queryOutput>("queryOutput"),
      entry<&EngineHandle::sampleInput>("sampleInput"),
      entry<&EngineHandle::setStreamSpeed>("setStreamSpeed"),
      entry<&EngineHandle::queryStreamSpeed>("queryStreamSpeed"),
      entry<&EngineHandle::configureClock>("configureClock"),
      entry<&EngineHandle::queryClock>("queryClock"),
      entry<&EngineHandle::sendTone>("sendTone"),
      entry<&EngineHandle::dial>("dial"),
      entry<&EngineHandle::detectOnLine>("detectOnLine"),
      entry<&EngineHandle::joinConferenceOnBoard>("joinConferenceOnBoard"),
  };
}

Napi::Value EngineHandle::info(const Info &info) {
  const cp_board_info &board = engine().info();
  const char *name = engine().api().name;
  return Made(info.Env())
      .text("name", name == nullptr ? "" : name)
      .whole("capabilities", board.capabilities)
      .text("model", textOf(board.model))
      .text("serial", textOf(board.serial))
      .text("driver", textOf(board.driver))
      .whole("blockFrames", board.block_frames)
      .whole("spans", board.spans)
      .whole("lines", board.lines)
      .whole("ports", board.ports)
      .whole("localStreams", board.local_streams)
      .whole("portLaw", board.port_law)
      .done();
}

Napi::Value EngineHandle::spanInfo(const Info &info) {
  cp_span_info span{};
  span.size = sizeof span;
  span.config.size = sizeof span.config;
  ask("span info", &cp_board_api::span_info, toWhole<std::uint32_t>(info[0], "span"), &span);
  return Made(info.Env())
      .whole("kind", span.kind)
      .value("config", spanConfigOf(info.Env(), span.config))
      .flag("isStarted", span.started != 0)
      .whole("alarms", span.alarms)
      .whole("firstLine", span.first_line)
      .whole("lines", span.lines)
      .whole("bpv", span.bpv)
      .whole("crc4Errors", span.crc4_errors)
      .whole("eBits", span.e_bits)
      .whole("framingErrors", span.framing_errors)
      .whole("slips", span.slips)
      .whole("erroredSeconds", span.errored_seconds)
      .done();
}

Napi::Value EngineHandle::lineInfo(const Info &info) {
  cp_line_info line{};
  line.size = sizeof line;
  ask("line info", &cp_board_api::line_info, toWhole<std::uint32_t>(info[0], "line"), &line);
  return Made(info.Env())
      .whole("kind", line.kind)
      .whole("mode", line.mode)
      .whole("span", line.span)
      .whole("timeslot", line.timeslot)
      .whole("evenStream", line.even_stream)
      .whole("streamTimeslot", line.stream_timeslot)
      .whole("rxBits", line.rx_bits)
      .whole("txBits", line.tx_bits)
      .flag("isOffHook", line.off_hook != 0)
      .done();
}

Napi::Value EngineHandle::portInfo(const Info &info) {
  cp_port_info port{};
  port.size = sizeof port;
  ask("port info", &cp_board_api::port_info, toWhole<std::uint32_t>(info[0], "port"), &port);
  return Made(info.Env())
      .whole("evenStream", port.even_stream)
      .whole("streamTimeslot", port.stream_timeslot)
      .done();
}

Napi::Value EngineHandle::configureSpan(const Info &info) {
  const Options from(info[1], "config");
  cp_span_config config{};
  config.size = sizeof config;
  config.framing = static_cast<cp_framing>(from.whole<std::uint8_t>("framing", CP_FRAMING_CCS));
  config.coding = static_cast<cp_coding>(from.whole<std::uint8_t>("coding", CP_CODING_HDB3));
  config.law = static_cast<cp_law>(from.whole<std::uint8_t>("law", CP_LAW_A));
  config.crc4 = from.flag("crc4", false);
  config.gives_clock = from.flag("givesClock", false);
  ask("configure span", &cp_board_api::configure_span, toWhole<std::uint32_t>(info[0], "span"),
      &config);
  return info.Env().Undefined();
}

Napi::Value EngineHandle::startSpan(const Info &info) {
  ask("start span", &cp_board_api::start_span, toWhole<std::uint32_t>(info[0], "span"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::stopSpan(const Info &info) {
  ask("stop span", &cp_board_api::stop_span, toWhole<std::uint32_t>(info[0], "span"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::loopSpan(const Info &info) {
  ask("loop span", &cp_board_api::loop_span, toWhole<std::uint32_t>(info[0], "span"),
      info[1].ToBoolean() ? 1 : 0);
  return info.Env().Undefined();
}

Napi::Value EngineHandle::openLine(const Info &info) {
  ask("open line", &cp_board_api::open_line, toWhole<std::uint32_t>(info[0], "line"),
      static_cast<cp_line_mode>(toWhole<std::uint8_t>(info[1], "mode")));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::hook(const Info &info) {
  ask("hook", &cp_board_api::hook, toWhole<std::uint32_t>(info[0], "line"),
      static_cast<cp_hook>(toWhole<std::uint8_t>(info[1], "operation")));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::setBits(const Info &info) {
  ask("set bits", &cp_board_api::set_bits, toWhole<std::uint32_t>(info[0], "line"),
      toWhole<std::uint8_t>(info[1], "bits"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::setLineGain(const Info &info) {
  ask("set gain", &cp_board_api::set_gain, toWhole<std::uint32_t>(info[0], "line"),
      toWhole<std::int32_t>(info[1], "rxTenths"), toWhole<std::int32_t>(info[2], "txTenths"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::setEchoCancel(const Info &info) {
  ask("set echo cancel", &cp_board_api::set_echo_cancel, toWhole<std::uint32_t>(info[0], "line"),
      toWhole<std::uint32_t>(info[1], "taps"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::sendFrame(const Info &info) {
  const auto octets = toOctets(info[1], "frame");
  if (octets.empty() || octets.size() > CP_FRAME_MAX) refuse("frame", "1 to 512 octets long");
  ask("send frame", &cp_board_api::send_frame, toWhole<std::uint32_t>(info[0], "line"),
      octets.data(), static_cast<std::uint32_t>(octets.size()));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::resetSwitch(const Info &info) {
  ask("reset switch", &cp_board_api::reset_switch);
  return info.Env().Undefined();
}

/** Eight numbers for each output in a Uint16Array: bus, stream, timeslot, the same of the input, mode, pattern. */
Napi::Value EngineHandle::setOutputs(const Info &info) {
  constexpr std::size_t kEach = 8;
  if (!info[0].IsTypedArray() ||
      info[0].As<Napi::TypedArray>().TypedArrayType() != napi_uint16_array) {
    refuse("outputs", "a Uint16Array");
  }
  const auto numbers = info[0].As<Napi::Uint16Array>();
  if (numbers.ElementLength() % kEach != 0) refuse("outputs", "eight numbers for each output");
  std::vector<cp_output> outputs(numbers.ElementLength() / kEach);
  for (std::size_t each = 0; each < outputs.size(); ++each) {
    const std::uint16_t *at = numbers.Data() + each * kEach;
    const auto octet = [](std::uint16_t number) {
      if (number > 255) refuse("bus, mode and pattern", "octets");
      return static_cast<std::uint8_t>(number);
    };
    outputs[each] = {{octet(at[0]), 0, at[1], at[2]},
                     {octet(at[3]), 0, at[4], at[5]},
                     octet(at[6]),
                     octet(at[7])};
  }
  ask("set outputs", &cp_board_api::set_outputs, outputs.data(),
      static_cast<std::uint32_t>(outputs.size()));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::queryOutput(const Info &info) {
  cp_output output{};
  output.output = toTerminus(info, 0);
  ask("query output", &cp_board_api::query_output, &output);
  return Made(info.Env())
      .whole("bus", output.input.bus)
      .whole("stream", output.input.stream)
      .whole("timeslot", output.input.timeslot)
      .whole("mode", output.mode)
      .whole("pattern", output.pattern)
      .done();
}

Napi::Value EngineHandle::sampleInput(const Info &info) {
  std::uint8_t octet = 0;
  ask("sample input", &cp_board_api::sample_input, toTerminus(info, 0), &octet);
  return Napi::Number::New(info.Env(), octet);
}

Napi::Value EngineHandle::setStreamSpeed(const Info &info) {
  ask("set stream speed", &cp_board_api::set_stream_speed,
      toWhole<std::uint32_t>(info[0], "stream"), toWhole<std::uint32_t>(info[1], "megabits"));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::queryStreamSpeed(const Info &info) {
  std::uint32_t megabits = 0;
  ask("query stream speed", &cp_board_api::query_stream_speed,
      toWhole<std::uint32_t>(info[0], "stream"), &megabits);
  return Napi::Number::New(info.Env(), megabits);
}

Napi::Value EngineHandle::configureClock(const Info &info) {
  const Options from(info[0], "config");
  const auto source = [&](const char *name) {
    return static_cast<cp_clock_source>(from.whole<std::uint8_t>(name, CP_SOURCE_NONE));
  };
  cp_clock_config config{};
  config.size = sizeof config;
  config.mode = static_cast<cp_clock_mode>(from.whole<std::uint8_t>("mode"));
  config.source = source("source");
  config.network = from.whole<std::uint32_t>("network", 0);
  config.auto_fallback = from.flag("autoFallback", false);
  config.fallback_source = source("fallbackSource");
  config.fallback_network = from.whole<std::uint32_t>("fallbackNetwork", 0);
  config.netref_source = source("netrefSource");
  config.netref_network = from.whole<std::uint32_t>("netrefNetwork", 0);
  ask("configure clock", &cp_board_api::configure_clock, &config);
  return info.Env().Undefined();
}

Napi::Value EngineHandle::queryClock(const Info &info) {
  cp_clock_info clock{};
  clock.size = sizeof clock;
  clock.config.size = sizeof clock.config;
  ask("query clock", &cp_board_api::query_clock, &clock);
  return Made(info.Env())
      .value("config", clockConfigOf(info.Env(), clock.config))
      .whole("currentSource", clock.current_source)
      .whole("currentNetwork", clock.current_network)
      .flag("hasFallenBack", clock.fallback_occurred != 0)
      .whole("busA", clock.bus_a)
      .whole("busB", clock.bus_b)
      .whole("netref1", clock.netref_1)
      .whole("netref2", clock.netref_2)
      .flag("drivesA", clock.drives_a != 0)
      .flag("drivesB", clock.drives_b != 0)
      .done();
}

Napi::Value EngineHandle::sendTone(const Info &info) {
  ask("send tone", &cp_board_api::send_tone, toWhole<std::uint32_t>(info[0], "line"),
      static_cast<cp_tone>(toWhole<std::uint8_t>(info[1], "tone")));
  return info.Env().Undefined();
}

Napi::Value EngineHandle::dial(const Info &info) {
  const std::string digits = toText(info[1], "digits");
  ask("dial", &cp_board_api::dial, toWhole<std::uint32_t>(info[0], "line"), digits.c_str(),
      info[2].ToBoolean() ? 1 : 0);
  return info.Env().Undefined();
}

Napi::Value EngineHandle::detectOnLine(const Info &info) {
  ask("detect on line", &cp_board_api::detect, toWhole<std::uint32_t>(info[0], "line"),
      info[1].ToBoolean() ? 1 : 0);
  return info.Env().Undefined();
}

Napi::Value EngineHandle::joinConferenceOnBoard(const Info &info) {
  ask("join conference on board", &cp_board_api::join_conference,
      toWhole<std::uint32_t>(info[0], "line"), toWhole<std::uint32_t>(info[1], "conference"),
      info[2].ToBoolean() ? 1 : 0, info[3].ToBoolean() ? 1 : 0);
  return info.Env().Undefined();
}

} // namespace crosspoint::addon
