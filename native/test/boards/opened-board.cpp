#include "test/boards/opened-board.h"

#include <dlfcn.h>

#include <map>
#include <memory>
#include <stdexcept>

namespace crosspoint::test {

BoardLibrary::BoardLibrary(const std::string &path) : handle_(dlopen(path.c_str(), RTLD_NOW)) {
  if (!handle_) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<cp_board_entry>(symbol("crosspoint_board"));
  api_ = entry ? entry(CP_BOARD_ABI) : nullptr;
  if (!api_) throw std::runtime_error(path + " has no board");
}

BoardLibrary::~BoardLibrary() {
  if (handle_) dlclose(handle_);
}

void *BoardLibrary::symbol(const char *name) const {
  return dlsym(handle_, name);
}

const BoardLibrary &libraryNamed(const std::string &name) {
  static std::map<std::string, std::unique_ptr<BoardLibrary>> libraries;
  auto &library = libraries[name];
  if (!library) library = std::make_unique<BoardLibrary>(LIBRARIES "/" + name + ".so");
  return *library;
}

OpenedBoard::OpenedBoard(const cp_board_api &api, const std::string &settings,
                         std::uint32_t blockFrames)
    : api_(api) {
  const cp_board_host host{sizeof host, this, onEvent, onFrame, onLog};
  opened_ = api.open(settings.c_str(), blockFrames, &host, &board_);
  if (opened_ != CP_OK) return;
  info_.size = sizeof info_;
  api.info(board_, &info_);
  tx.assign(std::size_t{info_.ports} * info_.block_frames,
            info_.port_law == CP_LAW_A ? 0xD5 : 0xFF);
  rx.assign(tx.size(), 0);
}

OpenedBoard::~OpenedBoard() {
  close();
}

void OpenedBoard::close() {
  if (board_) api_.close(board_);
  board_ = nullptr;
}

cp_result OpenedBoard::exchange() {
  return api_.exchange(board_, tx.data(), rx.data(), &late);
}

void OpenedBoard::fillPort(std::uint32_t port, std::uint8_t octet) {
  std::fill_n(txOf(port), info_.block_frames, octet);
}

bool OpenedBoard::heard(std::uint32_t port, std::uint8_t octet) const {
  return std::all_of(rxOf(port), rxOf(port) + info_.block_frames,
                     [octet](std::uint8_t o) { return o == octet; });
}

cp_line_info OpenedBoard::line(std::uint32_t line) const {
  cp_line_info info{};
  info.size = sizeof info;
  api_.line_info(board_, line, &info);
  return info;
}

cp_span_info OpenedBoard::span(std::uint32_t span) const {
  cp_span_info info{};
  info.size = sizeof info;
  api_.span_info(board_, span, &info);
  return info;
}

cp_clock_info OpenedBoard::clock() const {
  cp_clock_info info{};
  info.size = sizeof info;
  api_.query_clock(board_, &info);
  return info;
}

namespace {

cp_terminus local(std::uint32_t stream, std::uint32_t timeslot) {
  return {CP_BUS_LOCAL, 0, static_cast<std::uint16_t>(stream),
          static_cast<std::uint16_t>(timeslot)};
}

} // namespace

cp_terminus OpenedBoard::lineSends(std::uint32_t index) const {
  const auto info = line(index);
  return local(info.even_stream, info.stream_timeslot);
}

cp_terminus OpenedBoard::lineHears(std::uint32_t index) const {
  const auto info = line(index);
  return local(info.even_stream + 1, info.stream_timeslot);
}

cp_terminus OpenedBoard::portSends(std::uint32_t port) const {
  cp_port_info info{sizeof info, 0, 0};
  api_.port_info(board_, port, &info);
  return local(info.even_stream, info.stream_timeslot);
}

cp_terminus OpenedBoard::portHears(std::uint32_t port) const {
  auto terminus = portSends(port);
  ++terminus.stream;
  return terminus;
}

cp_result OpenedBoard::link(cp_terminus output, cp_terminus input) const {
  const cp_output wanted{output, input, CP_OUTPUT_CONNECT, 0};
  return api_.set_outputs(board_, &wanted, 1);
}

void OpenedBoard::connect(std::uint32_t line, std::uint32_t port) {
  link(portHears(port), lineSends(line));
  link(lineHears(line), portSends(port));
}

std::vector<cp_board_event> OpenedBoard::events() const {
  const std::lock_guard guard(lock_);
  return events_;
}

std::size_t OpenedBoard::count(std::uint32_t type) const {
  const std::lock_guard guard(lock_);
  return static_cast<std::size_t>(std::count_if(events_.begin(), events_.end(),
                                                [type](const auto &e) { return e.type == type; }));
}

std::vector<std::uint32_t> OpenedBoard::values(std::uint32_t type, std::uint32_t line) const {
  const std::lock_guard guard(lock_);
  std::vector<std::uint32_t> found;
  for (const auto &event : events_)
    if (event.type == type && event.line == line) found.push_back(event.value);
  return found;
}

std::vector<Frame> OpenedBoard::frames() const {
  const std::lock_guard guard(lock_);
  return frames_;
}

std::string OpenedBoard::log() const {
  const std::lock_guard guard(lock_);
  return log_;
}

void OpenedBoard::forget() {
  const std::lock_guard guard(lock_);
  events_.clear();
  frames_.clear();
}

void OpenedBoard::onEvent(void *context, const cp_board_event *event) {
  auto &self = *static_cast<OpenedBoard *>(context);
  const std::lock_guard guard(self.lock_);
  self.events_.push_back(*event);
}

void OpenedBoard::onFrame(void *context, std::uint32_t line, const std::uint8_t *octets,
                          std::uint32_t length) {
  auto &self = *static_cast<OpenedBoard *>(context);
  const std::lock_guard guard(self.lock_);
  self.frames_.push_back({line, {octets, octets + length}});
}

void OpenedBoard::onLog(void *context, int, const char *text) {
  auto &self = *static_cast<OpenedBoard *>(context);
  const std::lock_guard guard(self.lock_);
  self.log_ += text;
  self.log_ += '\n';
}

} // namespace crosspoint::test
