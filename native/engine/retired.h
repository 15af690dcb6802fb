#pragma once

#include <atomic>

namespace crosspoint::engine {

/** What the control side makes, the frame path uses, and the control side frees again: its last reference never ends on the frame path. */
class Retirable {
public:
  virtual ~Retirable() = default;
  Retirable() = default;
  Retirable(const Retirable &) = delete;
  Retirable &operator=(const Retirable &) = delete;

private:
  friend class RetiredList;
  Retirable *nextRetired_ = nullptr;
};

/** A list that is never full, for it is made of what it holds. */
class RetiredList {
public:
  ~RetiredList() { free(); }

  /** Frame path. */
  void add(Retirable &retired) noexcept {
    retired.nextRetired_ = first_.load(std::memory_order_relaxed);
    while (!first_.compare_exchange_weak(retired.nextRetired_, &retired, std::memory_order_release,
                                         std::memory_order_relaxed)) {
    }
  }
  /** Frame path: takes over what a list of its own has gathered. */
  void addAll(RetiredList &gathered) noexcept {
    Retirable *next = gathered.first_.load(std::memory_order_relaxed);
    gathered.first_.store(nullptr, std::memory_order_relaxed);
    while (next != nullptr) {
      Retirable &retired = *next;
      next = retired.nextRetired_;
      add(retired);
    }
  }
  /** Any thread but that of the frame path. */
  void free() noexcept {
    if (first_.load(std::memory_order_relaxed) == nullptr) return;
    Retirable *next = first_.exchange(nullptr, std::memory_order_acquire);
    while (next != nullptr) {
      Retirable *const retired = next;
      next = retired->nextRetired_;
      delete retired;
    }
  }

private:
  std::atomic<Retirable *> first_ = nullptr;
};

} // namespace crosspoint::engine
