#include "server/net/heap.hpp"

#include <malloc.h>

#include <array>
#include <cstddef>
#include <cstdlib>

namespace xinqiao::net {
namespace {

// Through pointers that the compiler does not see through: it would leave out what has no use.
void* (*volatile const plain_malloc)(std::size_t) = std::malloc;
void (*volatile const plain_free)(void*) = std::free;

// A thread caches seven freed pieces of each size up to a kilobyte. After a crowd they lie far from
// each other, each in a page that is kept for it alone: others take their places, which are found
// where there is least room between what is used.
void renew_cache() {
  constexpr std::size_t least = 24;
  constexpr std::size_t most = 1'032;
  constexpr std::size_t step = 16;
  std::array<void*, 7> cached;
  std::array<void*, 7> others;
  for (std::size_t bytes = least; bytes <= most; bytes += step) {
    for (void*& one : cached) one = plain_malloc(bytes);
    for (void*& one : others) one = plain_malloc(bytes);
    for (void* const one : others) plain_free(one);
    for (void* const one : cached) plain_free(one);
  }
}

// What malloc_trim does not look at: the free end of the thread's own arena. Freeing a large block
// does, and gives it back where it is longer than a threshold that is high otherwise: it grows by
// itself with the largest blocks that are used, and to where it would grow it is set again.
void give_back_end() {
  constexpr int kilobyte = 1024;
  constexpr int megabyte = 1024 * kilobyte;
  ::mallopt(M_TRIM_THRESHOLD, 64 * kilobyte);
  ::mallopt(M_TOP_PAD, 0);
  plain_free(plain_malloc(128 * kilobyte));
  ::mallopt(M_TOP_PAD, 128 * kilobyte);
  ::mallopt(M_TRIM_THRESHOLD, 64 * megabyte);
  ::mallopt(M_MMAP_THRESHOLD, 32 * megabyte);
}

}  // namespace

void shrink_heap() {
  ::malloc_trim(0);  // joins what is free, so that the cache finds places
  renew_cache();
  ::malloc_trim(0);
  give_back_end();
}

}  // namespace xinqiao::net
