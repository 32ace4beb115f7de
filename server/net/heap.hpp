// Memory that was freed goes back to the kernel: the allocator keeps what it thinks is used again,
// and what a crowd leaves lies scattered. Takes some milliseconds. Threading: any; of what threads
// have for themselves it reaches the caller's alone. Source: glibc's malloc.
#pragma once

namespace xinqiao::net {

void shrink_heap();

}  // namespace xinqiao::net
