#include "board-check/subject.h"

#include <algorithm>

#include "board-check/checks.h"

namespace crosspoint::check {

namespace {

constexpr std::size_t kGuard = 64;
constexpr std::uint8_t kGuardOctet = 0xA7;

} // namespace

Opened::Opened(const cp_board_api &api, const std::string &settings, std::uint32_t blockFrames)
    : api_(api) {
  const cp_board_host host{sizeof host, this, onEvent, onFrame, onLog};
  result_ = api.open(settings.c_str(), blockFrames, &host, &board_);
  if (result_ != CP_OK || !board_) return;
  info_.size = sizeof info_;
  if (api.info(board_, &info_) != CP_OK) return;
  const std::size_t octets = std::size_t{info_.ports} * info_.block_frames;
  tx_.assign(octets, info_.port_law == CP_LAW_A ? 0xD5 : 0xFF);
  rx_.assign(octets + 2 * kGuard, kGuardOctet);
}

Opened::~Opened() {
  close();
}

void Opened::close() {
  if (board_) api_.close(board_);
  board_ = nullptr;
}

cp_result Opened::exchange() {
  late_ = 0;
  const std::vector<std::uint8_t> before = tx_;
  const cp_result result = api_.exchange(board_, tx_.data(), rx_.data() + kGuard, &late_);
  const auto isGuard = [](std::uint8_t octet) { return octet == kGuardOctet; };
  demand(std::all_of(rx_.begin(), rx_.begin() + kGuard, isGuard) &&
             std::all_of(rx_.end() - kGuard, rx_.end(), isGuard),
         "exchange wrote beyond ports × block_frames octets");
  demand(before == tx_, "exchange wrote into what is sent");
  return result;
}

void Opened::exchange(std::uint32_t blocks) {
  for (std::uint32_t i = 0; i < blocks; ++i) demandResult(exchange(), CP_OK, "exchange");
}

void Opened::fillPort(std::uint32_t port, std::uint8_t octet) {
  std::fill_n(tx_.begin() + std::size_t{port} * info_.block_frames, info_.block_frames, octet);
}

bool Opened::heard(std::uint32_t port, std::uint8_t octet) const {
  const auto begin =
      rx_.begin() + static_cast<std::ptrdiff_t>(kGuard + std::size_t{port} * info_.block_frames);
  return std::all_of(begin, begin + info_.block_frames,
                     [octet](std::uint8_t heard) { return heard == octet; });
}

cp_terminus Opened::portSends(std::uint32_t port) const {
  cp_port_info info{sizeof info, 0, 0};
  demandResult(api_.port_info(board_, port, &info), CP_OK, "port_info");
  return {CP_BUS_LOCAL, 0, static_cast<std::uint16_t>(info.even_stream),
          static_cast<std::uint16_t>(info.stream_timeslot)};
}

cp_terminus Opened::portHears(std::uint32_t port) const {
  cp_terminus terminus = portSends(port);
  ++terminus.stream;
  return terminus;
}

cp_line_info Opened::line(std::uint32_t line) const {
  cp_line_info info{};
  info.size = sizeof info;
  demandResult(api_.line_info(board_, line, &info), CP_OK, "line_info");
  return info;
}

cp_result Opened::set(cp_terminus output, cp_terminus input, std::uint8_t mode,
                      std::uint8_t pattern) const {
  const cp_output wanted{output, input, mode, pattern};
  return api_.set_outputs(board_, &wanted, 1);
}

std::vector<std::vector<std::uint8_t>> Opened::frames() const {
  const std::lock_guard guard(lock_);
  return frames_;
}

std::string Opened::log() const {
  const std::lock_guard guard(lock_);
  return log_;
}

std::string Opened::strangeEvent() const {
  const std::lock_guard guard(lock_);
  return strangeEvent_;
}

void Opened::onEvent(void *context, const cp_board_event *event) {
  auto &self = *static_cast<Opened *>(context);
  ++self.told_;
  if (event->type >= CP_EVENT_RING_BEGIN && event->type <= CP_EVENT_REMOVED) return;
  const std::lock_guard guard(self.lock_);
  self.strangeEvent_ = "an event of type " + std::to_string(event->type);
}

void Opened::onFrame(void *context, std::uint32_t, const std::uint8_t *octets,
                     std::uint32_t length) {
  auto &self = *static_cast<Opened *>(context);
  ++self.told_;
  const std::lock_guard guard(self.lock_);
  self.frames_.emplace_back(octets, octets + length);
}

void Opened::onLog(void *context, int, const char *text) {
  auto &self = *static_cast<Opened *>(context);
  ++self.told_;
  const std::lock_guard guard(self.lock_);
  self.log_ += text;
  self.log_ += '\n';
}

std::unique_ptr<Opened> Subject::open() const {
  auto opened = std::make_unique<Opened>(*api, settings, blockFrames);
  if (opened->result() != CP_OK)
    throw Failed{std::string("open answered ") + nameOf(opened->result()) + ": " + opened->log()};
  demand(**opened != nullptr, "open answered CP_OK and gave no board");
  demand(opened->info().block_frames > 0, "info failed");
  return opened;
}

} // namespace crosspoint::check
