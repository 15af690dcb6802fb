#include "engine/player.h"

#include <algorithm>
#include <cstring>

namespace crosspoint::engine {

namespace {
constexpr std::size_t kPiece = 256;
} // namespace

Player::Player(OperationId operation, const PlayOptions &options, cp_law law)
    : Operation(operation, options.controls),
      sounds_(options.sounds),
      law_(law),
      mostFrames_(options.maxDurationMs == 0 ? UINT64_MAX : framesOf(options.maxDurationMs)),
      jumpMs_(options.jumpMs),
      speedStep_(options.speedStepPercent),
      volumeStep_(options.volumeStepTenths),
      speed_(static_cast<std::int32_t>(options.speedPercent)),
      lastSpeed_(speed_),
      volume_(options.volumeTenths),
      lastVolume_(volume_),
      gain_(law, options.volumeTenths),
      paused_(options.startPaused) {
  starts_.reserve(sounds_.size() + 1);
  starts_.push_back(0);
  for (const auto &sound : sounds_) starts_.push_back(starts_.back() + sound->octets().size());
  moveTo(static_cast<std::int64_t>(framesOf(options.offsetMs)));
}

Reason Player::reason() const noexcept {
  if (sent_ >= mostFrames_) return Reason::maxDuration;
  return position_ >= total() && !paused_ ? Reason::endOfData : Reason::none;
}

bool Player::takeStarted() noexcept {
  if (told_ || sent_ == 0) return false;
  told_ = true;
  return true;
}

std::size_t Player::produce(std::span<std::uint8_t> row) noexcept {
  if (paused_) return 0;
  const std::size_t most = std::min<std::uint64_t>(row.size(), mostFrames_ - sent_);
  if (speed_ != 100 && !scaled_) {
    scaled_ = true;
    scaledFrom_ = position_;
    scale_.reset();
  }
  const std::size_t made = scaled_ ? produceScaled(row.first(most)) : produceAsIs(row.first(most));
  if (volume_ != 0) gain_.apply(row.data(), row.data(), made);
  sent_ += made;
  return made;
}

std::size_t Player::produceAsIs(std::span<std::uint8_t> row) noexcept {
  const std::size_t made = copy(row);
  position_ = cursor_;
  return made;
}

std::size_t Player::produceScaled(std::span<std::uint8_t> row) noexcept {
  std::int16_t samples[kPiece];
  std::size_t made = 0;
  scale_.setPercent(static_cast<std::uint32_t>(speed_));
  while (made < row.size() && position_ < total()) {
    const std::size_t most = std::min(kPiece, row.size() - made);
    const std::size_t count = scale_.process(&decodeNext, this, samples, most);
    g711_.encode(law_, samples, row.data() + made, count);
    made += count;
    // The end is where no more comes out, not where the last piece has been read.
    position_ = count < most ? total() : std::min(scaledFrom_ + scale_.position(), total() - 1);
  }
  return made;
}

std::size_t Player::decodeNext(void *player, std::int16_t *into, std::size_t frames) noexcept {
  Player &self = *static_cast<Player *>(player);
  std::uint8_t octets[kPiece];
  std::size_t done = 0;
  while (done < frames) {
    const std::size_t most = std::min(kPiece, frames - done);
    const std::size_t count = self.copy({octets, most});
    self.g711_.decode(self.law_, octets, into + done, count);
    done += count;
    if (count < most) break;
  }
  return done;
}

std::size_t Player::copy(std::span<std::uint8_t> to) noexcept {
  std::size_t done = 0;
  while (done < to.size() && cursor_ < total()) {
    while (cursor_ >= starts_[sound_ + 1]) ++sound_;
    const auto octets = sounds_[sound_]->octets().subspan(cursor_ - starts_[sound_]);
    const std::size_t count = std::min(to.size() - done, octets.size());
    std::memcpy(to.data() + done, octets.data(), count);
    cursor_ += count;
    done += count;
  }
  return done;
}

void Player::moveTo(std::int64_t position) noexcept {
  const auto end = static_cast<std::int64_t>(total());
  position_ = static_cast<std::uint64_t>(std::clamp<std::int64_t>(position, 0, end));
  cursor_ = position_;
  scaled_ = false;
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), position_);
  const auto found = static_cast<std::size_t>(after - starts_.begin()) - 1;
  sound_ = std::min(found, sounds_.size() - 1);
}

void Player::moveToSound(std::int64_t index) noexcept {
  const auto count = static_cast<std::int64_t>(sounds_.size());
  const auto at = static_cast<std::size_t>(std::clamp<std::int64_t>(index, 0, count));
  moveTo(static_cast<std::int64_t>(starts_[at]));
}

void Player::jump(ControlAction action, std::int32_t amount) noexcept {
  const auto at = static_cast<std::int64_t>(position_);
  const std::int64_t frames =
      std::int64_t{amount != 0 ? amount : static_cast<std::int32_t>(jumpMs_)} * kFramesPerMs;
  const auto after = std::upper_bound(starts_.begin(), starts_.end() - 1, position_);
  const auto current = after - starts_.begin() - 1;
  const std::int64_t sounds = amount != 0 ? amount : 1;
  switch (action) {
    case ControlAction::jumpForward:
      return moveTo(at + frames);
    case ControlAction::jumpBackward:
      return moveTo(at - frames);
    case ControlAction::jumpStart:
      return moveToSound(current);
    case ControlAction::jumpEnd:
      return moveToSound(current + 1);
    case ControlAction::jumpListStart:
      return moveTo(0);
    case ControlAction::jumpListEnd:
      return moveTo(static_cast<std::int64_t>(total()));
    case ControlAction::nextSound:
      return moveToSound(current + sounds);
    case ControlAction::previousSound:
      return moveToSound(current - sounds);
    default:
      return;
  }
}

void Player::setSpeed(std::int64_t percent) noexcept {
  speed_ = static_cast<std::int32_t>(std::clamp<std::int64_t>(percent, 50, 200));
}

void Player::setVolume(std::int64_t tenths) noexcept {
  volume_ = static_cast<std::int32_t>(
      std::clamp<std::int64_t>(tenths, -kMostVolumeTenths, kMostVolumeTenths));
  gain_.set(law_, law_, volume_);
}

bool Player::control(ControlAction action, std::int32_t amount) noexcept {
  const auto wasPaused = paused_;
  const auto wasAt = position_;
  const auto wasSpeed = speed_;
  const auto wasVolume = volume_;
  const std::int64_t speedStep = amount != 0 ? amount : std::int64_t{speedStep_};
  const std::int64_t volumeStep = amount != 0 ? amount : std::int64_t{volumeStep_};
  switch (action) {
    case ControlAction::stop:
      return false;
    case ControlAction::pause:
      paused_ = true;
      break;
    case ControlAction::resume:
      paused_ = false;
      break;
    case ControlAction::togglePause:
      paused_ = !paused_;
      break;
    case ControlAction::speedUp:
      setSpeed(speed_ + speedStep);
      break;
    case ControlAction::speedDown:
      setSpeed(speed_ - speedStep);
      break;
    case ControlAction::speedNormal:
      setSpeed(100);
      break;
    case ControlAction::speedToggle:
      setSpeed(speed_ != 100 ? 100 : lastSpeed_);
      break;
    case ControlAction::volumeUp:
      setVolume(volume_ + volumeStep);
      break;
    case ControlAction::volumeDown:
      setVolume(volume_ - volumeStep);
      break;
    case ControlAction::volumeNormal:
      setVolume(0);
      break;
    case ControlAction::volumeToggle:
      setVolume(volume_ != 0 ? 0 : lastVolume_);
      break;
    default:
      jump(action, amount);
  }
  if (speed_ != 100) lastSpeed_ = speed_;
  if (volume_ != 0) lastVolume_ = volume_;
  return paused_ != wasPaused || position_ != wasAt || speed_ != wasSpeed || volume_ != wasVolume;
}

} // namespace crosspoint::engine
