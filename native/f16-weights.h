#pragma once
// Keeps the F16 weights of a model in the order in which f16-multiply.cpp reads them, and has it multiply them.
//
// llama.cpp lets a kind of memory ("extra buffer type") bring its own way to multiply what lies in it, and asks each kind
// in turn which weights it takes. Its processor library has a list of such kinds, into which ours is put, before the others.

#if defined(__x86_64__) && defined(__linux__)

#include <dlfcn.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "f16-multiply.h"
#include "ggml-backend-impl.h"
#include "ggml-cpu/traits.h"
#include "ggml.h"

// The list's base classes live in the processor library, which is not there yet when the addon is linked.
ggml::cpu::tensor_traits::~tensor_traits() {}
ggml::cpu::extra_buffer_type::~extra_buffer_type() {}

namespace lantern {

inline const F16Kernel* f16Kernel() {
    static const F16Kernel* const kernel = __builtin_cpu_supports("avx512f") ? &F16_AVX512
        : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c") ? &F16_AVX2
        : nullptr;
    return kernel;
}

// The memory: in pages of 2 MiB where the system has them, since looking up 4 KiB ones takes a tenth of the time of reading them.
struct F16Memory {
    static constexpr size_t PAGE = 2 << 20;

    static ggml_backend_buffer_t allocate(ggml_backend_buffer_type_t type, size_t size) {
        const size_t whole = std::max<size_t>(1, (size + PAGE - 1) / PAGE) * PAGE;
        void* const memory = std::aligned_alloc(PAGE, whole);
        if (memory == nullptr) return nullptr;
        madvise(memory, whole, MADV_HUGEPAGE);

        ggml_backend_buffer_i buffer = {};
        buffer.free_buffer = [](ggml_backend_buffer_t buffer) { std::free(buffer->context); };
        buffer.get_base = [](ggml_backend_buffer_t buffer) { return buffer->context; };
        buffer.set_tensor = setTensor;
        buffer.clear = [](ggml_backend_buffer_t buffer, uint8_t value) { memset(buffer->context, value, buffer->size); };
        return ggml_backend_buffer_init(type, buffer, memory, size);
    }

    static void setTensor(ggml_backend_buffer_t, ggml_tensor* tensor, const void* data, size_t offset, size_t size) {
        GGML_ASSERT(offset == 0 && size == ggml_nbytes(tensor)); // so the loader of llama.cpp does it
        f16Kernel()->arrange((const uint16_t*) data, (uint16_t*) tensor->data, tensor->ne[1], tensor->ne[0]);
    }
};

class F16Weights : public ggml::cpu::extra_buffer_type, public ggml::cpu::tensor_traits {
public:
    F16Weights(ggml_backend_dev_t device) {
        type.iface.get_name = [](ggml_backend_buffer_type_t) { return "F16 in blocks of rows"; };
        type.iface.alloc_buffer = F16Memory::allocate;
        type.iface.get_alignment = [](ggml_backend_buffer_type_t) { return f16Kernel()->alignment; };
        type.device = device;
        type.context = static_cast<ggml::cpu::extra_buffer_type*>(this);
    }

    ggml_backend_buffer_type_t bufferType() { return &type; }

    bool supports_op(ggml_backend_dev_t, const ggml_tensor* op) override {
        if (op->op != GGML_OP_MUL_MAT || !isOurs(op->src[0])) return false;
        const ggml_tensor& weights = *op->src[0];
        const ggml_tensor& values = *op->src[1];
        return weights.type == GGML_TYPE_F16 && ggml_is_contiguous(&weights) && ggml_is_matrix(&weights) &&
            weights.ne[1] % f16Kernel()->rows == 0 && values.type == GGML_TYPE_F32 && values.nb[0] == sizeof(float) &&
            (values.buffer == nullptr || ggml_backend_buffer_is_host(values.buffer));
    }

    ggml::cpu::tensor_traits* get_tensor_traits(const ggml_tensor* op) override {
        return op->op == GGML_OP_MUL_MAT && isOurs(op->src[0]) ? this : nullptr;
    }

    bool work_size(int, const ggml_tensor*, size_t& size) override {
        size = 0;
        return true;
    }

    // Each of `nth` threads takes as many neighbouring rows, an even number of blocks where it can.
    bool compute_forward(ggml_compute_params* params, ggml_tensor* op) override {
        const ggml_tensor& weights = *op->src[0];
        const ggml_tensor& values = *op->src[1];
        const int blocks = weights.ne[1] / f16Kernel()->rows, pairs = (blocks + 1) / 2;
        const int share = 2 * ((pairs + params->nth - 1) / params->nth);
        const int first = std::min(blocks, share * params->ith), end = std::min(blocks, first + share);
        for (int64_t i3 = 0; i3 < values.ne[3]; i3++)
            for (int64_t i2 = 0; i2 < values.ne[2]; i2++)
                f16Kernel()->multiply({
                    (const uint16_t*) weights.data, first, end,
                    (const float*) ((const char*) values.data + i2 * values.nb[2] + i3 * values.nb[3]), values.nb[1] / sizeof(float),
                    (int) values.ne[1], (int) values.ne[0],
                    (float*) ((char*) op->data + i2 * op->nb[2] + i3 * op->nb[3]), op->nb[1] / sizeof(float),
                });
        return true;
    }

private:
    bool isOurs(const ggml_tensor* tensor) const { return tensor->buffer != nullptr && tensor->buffer->buft == &type; }

    ggml_backend_buffer_type type = {};
};

// Puts it into the list, once, before the first model is loaded. Where that is not possible, all stays as it is.
inline void offerF16Weights() {
    static std::once_flag once;
    std::call_once(once, [] {
        const ggml_backend_dev_t device = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
        if (device == nullptr || f16Kernel() == nullptr) return;
        // The list is not among what the library gives away by name, but beside it.
        void* const known = ggml_backend_reg_get_proc_address(ggml_backend_dev_backend_reg(device), "ggml_backend_set_n_threads");
        Dl_info info;
        if (known == nullptr || dladdr(known, &info) == 0) return;
        void* const library = dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD);
        if (library == nullptr) return;
        void* const list = dlsym(library, "_Z39ggml_backend_cpu_get_extra_buffer_typesv");
        if (list == nullptr) return;
        auto& types = reinterpret_cast<std::vector<ggml_backend_buffer_type_t>& (*)()>(list)();
        types.insert(types.begin(), (new F16Weights(device))->bufferType()); // for as long as the process lives
    });
}

} // namespace lantern

#else
namespace lantern {
inline void offerF16Weights() {}
} // namespace lantern
#endif
