#pragma once

#include <cstddef>
#include <cstdint>

struct timeval;

namespace crosspoint::trunk {

/**
 * What a protocol library in C gets instead of the system. The libraries are linked into their modules as archives with `--wrap`, so
 * that their calls of malloc, free and gettimeofday arrive here:
 *   - the time is that of the host, which makes timers exact and tests deterministic;
 *   - memory belongs to the trunk in whose name it was taken. It is bounded, and all of it is given back with the trunk, also where the library has no
 *     function for that (libpri keeps its controller for ever);
 *   - the trunk is told what is freed, and so knows when the library has forgotten a call.
 */
class Enclosure {
public:
  explicit Enclosure(std::size_t mostOctets) : mostOctets_(mostOctets) {}
  ~Enclosure();
  Enclosure(const Enclosure &) = delete;
  Enclosure &operator=(const Enclosure &) = delete;

  /** While one of these lives, the library works for this enclosure, on this thread. */
  class Entered {
  public:
    Entered(Enclosure &enclosure, std::uint64_t nowMs);
    ~Entered();
    Entered(const Entered &) = delete;
    Entered &operator=(const Entered &) = delete;

  private:
    Enclosure *before_;
  };

  /** Called with each block that is freed, while it is still there. */
  void onFree(void (*hook)(void *context, const void *block), void *context) {
    hook_ = hook;
    context_ = context;
  }
  std::size_t octets() const { return octets_; }

  static void *allocate(std::size_t octets);
  static void release(void *block);
  /** False where nobody has entered. */
  static bool time(timeval &now);

private:
  struct Header;
  static void unlink(Header &header);

  Header *first_ = nullptr;
  std::size_t octets_ = 0;
  std::size_t mostOctets_;
  std::uint64_t nowMs_ = 0;
  void (*hook_)(void *, const void *) = nullptr;
  void *context_ = nullptr;
};

} // namespace crosspoint::trunk
