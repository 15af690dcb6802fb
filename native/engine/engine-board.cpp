#include <algorithm>
#include <cstring>
#include <string>

#include "engine/engine-error.h"
#include "engine/engine-impl.h"

/** How an engine opens its board, and what it does with what the board tells: the functions of `cp_board_host`. */
namespace crosspoint::engine {

namespace {

constexpr std::uint32_t kMostBlockFrames = 8'000;
constexpr std::uint32_t kMostPorts = 65'536;
constexpr int kWarning = 2;

std::string codeOf(cp_result result) {
  const bool settings = result == CP_ERROR_INVALID_SETTINGS || result == CP_ERROR_INVALID_ARGUMENT;
  return settings ? "invalid-configuration" : "device-out-of-service";
}

} // namespace

Engine::Impl::Impl(const EngineOptions &options, const cp_board_api *linked)
    : hub(options.eventCapacity), shared(options.commandCapacity), options_(options) {
  if (options.blockFrames == 0 || options.blockFrames % CP_WORD_FRAMES != 0 ||
      options.blockFrames > kMostBlockFrames)
    throw EngineError("invalid-configuration",
                      "blockFrames has to be a multiple of 8 between 8 and 8000, not " +
                          std::to_string(options.blockFrames));
  if (linked == nullptr) {
    library_ = std::make_unique<BoardLibrary>(options.library);
    linked = &library_->api();
  } else {
    checkBoardApi(*linked, "the board");
  }
  std::memcpy(&api, linked, std::min<std::size_t>(linked->size, sizeof api));
  open(options);
  try {
    readSpans();
    streams_.resize(info.ports);
    path_ = std::make_unique<FramePath>(api, board, info, shared, hub);
  } catch (...) {
    api.close(board);
    throw;
  }
}

void Engine::Impl::open(const EngineOptions &options) {
  const cp_board_host host{sizeof host, this, &onBoardEvent, &onBoardFrame, &onBoardLog};
  cp_result result = api.open(options.settings.c_str(), options.blockFrames, &host, &board);
  if (result != CP_OK)
    throw EngineError(codeOf(result), "the board could not be opened" + takeOpenLog(), -1, result);
  takeOpenLog();
  info.size = sizeof info;
  result = api.info(board, &info);
  const bool fits = info.block_frames == options.blockFrames && info.ports <= kMostPorts;
  if (result == CP_OK && fits) return;
  api.close(board);
  throw EngineError("device-out-of-service",
                    result != CP_OK
                        ? "the board does not say what it is"
                        : "the board has other blocks than asked for, or more than 65536 ports",
                    -1, result);
}

void Engine::Impl::readSpans() {
  spanOfLine_.assign(info.lines, kNoLine);
  for (std::uint32_t span = 0; api.span_info != nullptr && span < info.spans; ++span) {
    cp_span_info told{};
    told.size = sizeof told;
    if (api.span_info(board, span, &told) != CP_OK || told.first_line >= info.lines) continue;
    const std::uint32_t count = std::min(told.lines, info.lines - told.first_line);
    std::fill_n(spanOfLine_.begin() + told.first_line, count, span);
  }
}

void Engine::Impl::onBoardEvent(void *context, const cp_board_event *told) {
  Impl &impl = *static_cast<Impl *>(context);
  if (told->type == CP_EVENT_REMOVED) {
    impl.shared.boardRemoved.store(true, std::memory_order_release);
    return;
  }
  Event event{};
  event.type = EventType::board;
  event.port = told->line;
  event.frame = told->frame;
  event.code = told->type;
  event.value = told->value;
  event.detail = static_cast<std::int32_t>(told->detail);
  impl.hub.push(event);
  if (told->type == CP_EVENT_ON_HOOK || told->type == CP_EVENT_ALARM)
    impl.shared.signals.push({told->type, told->line, told->value});
}

void Engine::Impl::onBoardFrame(void *context, std::uint32_t line, const std::uint8_t *octets,
                                std::uint32_t length) {
  Impl &impl = *static_cast<Impl *>(context);
  Event event{};
  event.type = EventType::frame;
  event.port = line;
  event.frame = impl.shared.frame.load(std::memory_order_relaxed);
  impl.hub.push(event, {octets, std::min<std::uint32_t>(length, CP_FRAME_MAX)});
}

void Engine::Impl::onBoardLog(void *context, int level, const char *text) {
  Impl &impl = *static_cast<Impl *>(context);
  impl.log(level, text);
  if (level < kWarning || impl.opened_.load(std::memory_order_acquire)) return;
  const std::scoped_lock lock(impl.openLogMutex_);
  impl.openLog_ += impl.openLog_.empty() ? ": " : "; ";
  impl.openLog_ += text;
}

void Engine::Impl::log(int level, std::string_view text) noexcept {
  Event event{};
  event.type = EventType::log;
  event.frame = shared.frame.load(std::memory_order_relaxed);
  event.value = static_cast<std::uint32_t>(std::clamp(level, 0, 3));
  const std::string_view whole = text.substr(0, 1024);
  hub.push(event, {reinterpret_cast<const std::uint8_t *>(whole.data()), whole.size()});
}

std::string Engine::Impl::takeOpenLog() {
  opened_.store(true, std::memory_order_release);
  const std::scoped_lock lock(openLogMutex_);
  return openLog_;
}

} // namespace crosspoint::engine
