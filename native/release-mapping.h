#pragma once
// Gives back the memory that a mapped model file takes after most of it was copied.
//
// llama.cpp copies the weights out of the file into the order that the processor likes best. The pages that were read for that
// stay in memory beside the copies until the system needs them. Forgotten, they cost nothing: those that are used after
// all, such as the embeddings of the tokens that occur, are read again from the file, one by one.

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace lantern {

inline void releaseMapping(const std::string& file) {
    char* const resolved = realpath(file.c_str(), nullptr);
    if (resolved == nullptr) return;
    const std::string path = resolved;
    free(resolved);

    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::istringstream fields(line);
        std::uintptr_t start = 0, end = 0;
        char dash = 0;
        std::string access, offset, device, inode, name;
        fields >> std::hex >> start >> dash >> end >> access >> offset >> device >> inode >> std::ws;
        std::getline(fields, name);
        if (!fields || name != path || access.find('w') != std::string::npos) continue;
        madvise(reinterpret_cast<void*>(start), end - start, MADV_DONTNEED);
    }
}

} // namespace lantern
