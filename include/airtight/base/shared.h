#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace airtight {

// What many own together, and the last of them gives back. It counts its owners itself, so that a
// pointer to it has 8 bytes: estates have a hundred million of them.
class Shareable {
 public:
  Shareable() = default;
  Shareable(const Shareable&) = delete;
  Shareable& operator=(const Shareable&) = delete;
  virtual ~Shareable() = default;

 private:
  template <class T>
  friend class Shared;
  mutable std::atomic<std::uint32_t> owners_{0};
};

// One of the owners, or of nothing. T derives from Shareable.
template <class T>
class Shared {
 public:
  Shared() = default;
  explicit Shared(T* owned) : owned_(owned) { count(); }
  Shared(const Shared& other) : owned_(other.owned_) { count(); }
  Shared(Shared&& other) noexcept : owned_(std::exchange(other.owned_, nullptr)) {}
  template <class Derived>
  Shared(const Shared<Derived>& other)
      : owned_(other.get()) {  // NOLINT(google-explicit-constructor)
    count();
  }
  Shared& operator=(Shared other) noexcept {
    std::swap(owned_, other.owned_);
    return *this;
  }
  ~Shared() {
    // Whoever comes last sees all that the others did.
    if (owned_ != nullptr && owned_->owners_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete owned_;
  }

  T* get() const { return owned_; }
  T& operator*() const { return *owned_; }
  T* operator->() const { return owned_; }
  explicit operator bool() const { return owned_ != nullptr; }

 private:
  void count() const {
    if (owned_ != nullptr) owned_->owners_.fetch_add(1, std::memory_order_relaxed);
  }

  T* owned_ = nullptr;
};

}  // namespace airtight
